#include "api/tune_devices.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>
#include <sstream>

namespace twinvirt {

namespace {

/// A value of a device under its name; 0: none.
struct Accessor {
    const char* name;
    std::uint64_t (*get)(const BlockDeviceTune&);
    void (*set)(BlockDeviceTune&, std::uint64_t);
    std::uint64_t most;
};

template <typename T>
std::optional<T> orNone(std::uint64_t value) {
    return value == 0 ? std::nullopt : std::optional(static_cast<T>(value));
}

constexpr auto most32 = std::numeric_limits<std::uint32_t>::max();
constexpr auto most64 = std::numeric_limits<std::uint64_t>::max();

constexpr std::array<Accessor, 5> accessors{
    {{"device_weight",
      [](const BlockDeviceTune& tune) { return std::uint64_t{tune.weight.value_or(0)}; },
      [](BlockDeviceTune& tune, std::uint64_t value) { tune.weight = orNone<unsigned>(value); },
      10000},
     {"device_read_iops_sec",
      [](const BlockDeviceTune& tune) { return std::uint64_t{tune.readIopsSec.value_or(0)}; },
      [](BlockDeviceTune& tune, std::uint64_t value) {
          tune.readIopsSec = orNone<std::uint32_t>(value);
      },
      most32},
     {"device_write_iops_sec",
      [](const BlockDeviceTune& tune) { return std::uint64_t{tune.writeIopsSec.value_or(0)}; },
      [](BlockDeviceTune& tune, std::uint64_t value) {
          tune.writeIopsSec = orNone<std::uint32_t>(value);
      },
      most32},
     {"device_read_bytes_sec",
      [](const BlockDeviceTune& tune) { return tune.readBytesSec.value_or(0); },
      [](BlockDeviceTune& tune, std::uint64_t value) {
          tune.readBytesSec = orNone<std::uint64_t>(value);
      },
      most64},
     {"device_write_bytes_sec",
      [](const BlockDeviceTune& tune) { return tune.writeBytesSec.value_or(0); },
      [](BlockDeviceTune& tune, std::uint64_t value) {
          tune.writeBytesSec = orNone<std::uint64_t>(value);
      },
      most64}}};

const Accessor* find(const std::string& name) {
    for (const auto& accessor : accessors)
        if (name == accessor.name)
            return &accessor;
    return nullptr;
}

Error unreadable(const std::string& name, const std::string& list) {
    return {ErrorCode::invalidArgument, "invalid argument: unable to parse blkio device '" + name +
                                            "' '" + list + "'; write /path/to/device,value,..."};
}

BlockDeviceTune& deviceOf(BlockIoTune& tune, const std::string& path) {
    for (auto& device : tune.devices)
        if (device.path == path)
            return device;
    tune.devices.emplace_back().path = path;
    return tune.devices.back();
}

} // namespace

bool isDeviceParameter(const std::string& name) {
    return find(name) != nullptr;
}

std::vector<TuneParameter> deviceParameters(const BlockIoTune& tune) {
    std::vector<TuneParameter> parameters;
    for (const auto& accessor : accessors) {
        std::string list;
        for (const auto& device : tune.devices)
            if (const auto value = accessor.get(device); value != 0)
                list += (list.empty() ? "" : ",") + device.path + "," + std::to_string(value);
        parameters.push_back({accessor.name, list});
    }
    return parameters;
}

Result<void> setDeviceParameter(BlockIoTune& tune, const std::string& name,
                                const std::string& list) {
    const auto* accessor = find(name);
    if (accessor == nullptr)
        return unreadable(name, list);
    std::istringstream words(list);
    std::string path;
    std::string value;
    while (std::getline(words, path, ',')) {
        std::uint64_t number = 0;
        if (!path.starts_with('/') || !std::getline(words, value, ','))
            return unreadable(name, list);
        const auto* end = value.data() + value.size();
        const auto [stop, error] = std::from_chars(value.data(), end, number);
        if (error != std::errc() || stop != end || number > accessor->most)
            return unreadable(name, list);
        accessor->set(deviceOf(tune, path), number);
    }
    std::erase_if(tune.devices, [](const BlockDeviceTune& device) {
        return std::all_of(accessors.begin(), accessors.end(),
                           [&](const Accessor& each) { return each.get(device) == 0; });
    });
    return {};
}

} // namespace twinvirt
