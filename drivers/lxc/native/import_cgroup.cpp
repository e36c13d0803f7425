#include "lxc/native/import.h"

#include <algorithm>
#include <array>
#include <limits>

namespace twinvirt::lxc {

namespace {

constexpr std::uint64_t unlimited = std::numeric_limits<std::uint64_t>::max();

/// Bytes with LXC's suffixes K, M, G, T as KiB, rounded up; "max" and -1: no limit.
Result<std::optional<std::uint64_t>> readKib(const ConfigLine& line) {
    std::string_view text = line.value;
    if (text == "max" || text == "-1")
        return std::optional<std::uint64_t>();
    unsigned shift = 0;
    constexpr std::string_view suffixes = "kmgt";
    if (!text.empty() && (text.back() == 'b' || text.back() == 'B'))
        text.remove_suffix(1);
    const auto suffix = text.empty() ? std::string_view::npos
                                     : suffixes.find(static_cast<char>(text.back() | 0x20));
    if (suffix != std::string_view::npos) {
        shift = 10 * (static_cast<unsigned>(suffix) + 1);
        text.remove_suffix(1);
    }
    const auto number = readNatural(text);
    if (!number || *number > (unlimited >> shift))
        return line.error("failed to convert size: '" + line.value +
                          "'; expected bytes, as '512M'");
    const auto bytes = *number << shift;
    return std::optional(bytes / 1024 + (bytes % 1024 != 0 ? 1 : 0));
}

Result<void> memoryLimit(Import& import, const ConfigLine& line) {
    import.domain.memoryTune.hardLimitKib = TRY(readKib(line));
    import.domain.memoryKib = import.domain.memoryTune.hardLimitKib.value_or(0);
    return {};
}

Result<void> softLimit(Import& import, const ConfigLine& line) {
    import.domain.memoryTune.softLimitKib = TRY(readKib(line));
    return {};
}

Result<void> memoryAndSwap(Import& import, const ConfigLine& line) {
    import.domain.memoryTune.swapHardLimitKib = TRY(readKib(line));
    return {};
}

Result<void> swapMax(Import& import, const ConfigLine& line) {
    import.swapMaxKib = TRY(readKib(line));
    return {};
}

Result<void> shares(Import& import, const ConfigLine& line) {
    import.domain.cpuTune.shares = TRY(readAs(line, numberBetween<std::uint64_t>(2, 262144)));
    return {};
}

/// The weight 100 of v2 is the 1024 shares of v1.
Result<void> weight(Import& import, const ConfigLine& line) {
    const auto value = TRY(readAs(line, numberBetween<std::uint64_t>(1, 10000)));
    import.domain.cpuTune.shares = std::max<std::uint64_t>(2, value * 1024 / 100);
    return {};
}

XmlFormat<std::int64_t> quotaFormat() {
    constexpr std::int64_t most = 17592186044415;
    return numberBetween<std::int64_t>(-1, most);
}

Result<void> quota(Import& import, const ConfigLine& line) {
    import.domain.cpuTune.quotaUs = TRY(readAs(line, quotaFormat()));
    return {};
}

Result<void> period(Import& import, const ConfigLine& line) {
    import.domain.cpuTune.periodUs = TRY(readAs(line, numberBetween<std::uint64_t>(1000, 1000000)));
    return {};
}

/// "max 100000" or "50000 100000"
Result<void> cpuMax(Import& import, const ConfigLine& line) {
    const auto words = wordsOf(line.value);
    if (words.empty() || words.size() > 2)
        return line.error("'" + line.value + "' is not right; expected 'QUOTA PERIOD'");
    import.domain.cpuTune.quotaUs =
        words[0] == "max" ? -1 : TRY(readAs(line, quotaFormat(), words[0]));
    if (words.size() == 2)
        import.domain.cpuTune.periodUs =
            TRY(readAs(line, numberBetween<std::uint64_t>(1000, 1000000), words[1]));
    return {};
}

Result<void> cpus(Import& import, const ConfigLine& line) {
    import.domain.vcpu.cpuset = TRY(readAs(line, cpuSet()));
    return {};
}

Result<void> mems(Import& import, const ConfigLine& line) {
    import.domain.numaMemory = NumaMemory{"strict", std::nullopt, TRY(readAs(line, cpuSet()))};
    return {};
}

Result<void> pidsMax(Import& import, const ConfigLine& line) {
    import.domain.pidsMax.reset();
    constexpr std::uint64_t most = 4194304;
    if (line.value != "max")
        import.domain.pidsMax = TRY(readAs(line, numberBetween<std::uint64_t>(1, most)));
    return {};
}

Result<void> blockWeight(Import& import, const ConfigLine& line) {
    const auto words = wordsOf(line.value);
    if (words.empty() || words.size() > 2 || (words.size() == 2 && words[0] != "default"))
        return line.error("'" + line.value + "' is not right; expected a weight, as '500'");
    import.domain.blockIoTune.weight =
        TRY(readAs(line, numberBetween<unsigned>(1, 10000), words.back()));
    return {};
}

/// The limits of the device "8:0".
Result<BlockDeviceTune*> blockDevice(Import& import, const ConfigLine& line,
                                     const std::string& numbers) {
    const auto parts = splitAt(numbers, ':');
    constexpr unsigned mostMajor = 4095;
    constexpr unsigned mostMinor = 1048575;
    if (parts.size() != 2)
        return line.error("'" + numbers + "' is no device; expected MAJOR:MINOR");
    const auto major = TRY(readAs(line, numberBetween<unsigned>(0, mostMajor), parts[0]));
    const auto minor = TRY(readAs(line, numberBetween<unsigned>(0, mostMinor), parts[1]));
    // As libvirt: a name that the host resolves, whatever the disk is called there.
    const auto path = "/dev/block/" + std::to_string(major) + ':' + std::to_string(minor);
    auto& devices = import.domain.blockIoTune.devices;
    auto known = std::ranges::find(devices, path, &BlockDeviceTune::path);
    if (known == devices.end()) {
        devices.emplace_back().path = path;
        return &devices.back();
    }
    return &*known;
}

Result<void> setLimit(const ConfigLine& line, BlockDeviceTune& device, const std::string& name,
                      const std::string& value) {
    const auto bytes = numberBetween<std::uint64_t>(0, unlimited);
    const auto operations =
        numberBetween<std::uint32_t>(0, std::numeric_limits<std::uint32_t>::max());
    if (value == "max")
        return {};
    if (name == "rbps")
        device.readBytesSec = TRY(readAs(line, bytes, value));
    else if (name == "wbps")
        device.writeBytesSec = TRY(readAs(line, bytes, value));
    else if (name == "riops")
        device.readIopsSec = TRY(readAs(line, operations, value));
    else if (name == "wiops")
        device.writeIopsSec = TRY(readAs(line, operations, value));
    else if (name == "weight")
        device.weight = TRY(readAs(line, numberBetween<unsigned>(0, 10000), value));
    else
        return line.error("'" + name + "' is no limit; expected rbps, wbps, riops or wiops");
    return {};
}

/// v1: one file for each limit, "8:0 1048576".
Result<void> deviceLimit(Import& import, const ConfigLine& line, const std::string& name) {
    const auto words = wordsOf(line.value);
    if (words.size() != 2)
        return line.error("'" + line.value + "' is not right; expected 'MAJOR:MINOR LIMIT'");
    auto* device = TRY(blockDevice(import, line, words[0]));
    return setLimit(line, *device, name, words[1]);
}

/// v2: "8:0 rbps=1048576 wiops=100"
Result<void> ioMax(Import& import, const ConfigLine& line) {
    const auto words = wordsOf(line.value);
    if (words.empty())
        return line.error("no device; expected 'MAJOR:MINOR rbps=BYTES'");
    auto* device = TRY(blockDevice(import, line, words[0]));
    for (std::size_t i = 1; i < words.size(); ++i) {
        const auto parts = splitAt(words[i], '=');
        if (parts.size() != 2)
            return line.error("'" + words[i] + "' is not right; expected 'rbps=BYTES'");
        TRY(setLimit(line, *device, parts[0], parts[1]));
    }
    return {};
}

Result<void> deviceWeight(Import& import, const ConfigLine& line) {
    return deviceLimit(import, line, "weight");
}
Result<void> readBytes(Import& import, const ConfigLine& line) {
    return deviceLimit(import, line, "rbps");
}
Result<void> writeBytes(Import& import, const ConfigLine& line) {
    return deviceLimit(import, line, "wbps");
}
Result<void> readOperations(Import& import, const ConfigLine& line) {
    return deviceLimit(import, line, "riops");
}
Result<void> writeOperations(Import& import, const ConfigLine& line) {
    return deviceLimit(import, line, "wiops");
}

struct Row {
    const char* setting;
    ImportStep step;
};

constexpr std::array rows{
    Row{"memory.limit_in_bytes", memoryLimit},
    Row{"memory.soft_limit_in_bytes", softLimit},
    Row{"memory.memsw.limit_in_bytes", memoryAndSwap},
    Row{"memory.max", memoryLimit},
    Row{"memory.high", softLimit},
    Row{"memory.swap.max", swapMax},
    Row{"cpu.shares", shares},
    Row{"cpu.weight", weight},
    Row{"cpu.cfs_quota_us", quota},
    Row{"cpu.cfs_period_us", period},
    Row{"cpu.max", cpuMax},
    Row{"cpuset.cpus", cpus},
    Row{"cpuset.mems", mems},
    Row{"pids.max", pidsMax},
    Row{"blkio.weight", blockWeight},
    Row{"blkio.bfq.weight", blockWeight},
    Row{"io.weight", blockWeight},
    Row{"io.bfq.weight", blockWeight},
    Row{"blkio.weight_device", deviceWeight},
    Row{"blkio.device_weight", deviceWeight},
    Row{"blkio.throttle.read_bps_device", readBytes},
    Row{"blkio.throttle.write_bps_device", writeBytes},
    Row{"blkio.throttle.read_iops_device", readOperations},
    Row{"blkio.throttle.write_iops_device", writeOperations},
    Row{"io.max", ioMax},
};

} // namespace

Result<void> importCgroupSetting(Import& import, const ConfigLine& line) {
    const auto prefix = line.key.find('.', std::string_view("lxc.").size()) + 1;
    const auto setting = line.key.substr(prefix);
    for (const auto& row : rows)
        if (setting == row.setting)
            return row.step(import, line);
    import.note(line, "dropped: no element of a definition sets it");
    return {};
}

void finishMemory(Import& import, const std::string& fileName) {
    constexpr std::uint64_t libvirtsKib = 65536;
    auto& domain = import.domain;
    if (domain.memoryKib == 0) {
        domain.memoryKib = libvirtsKib;
        import.notes.push_back(fileName +
                               ": no memory limit: <memory> is 64 MiB, as libvirt makes it; write "
                               "what the container needs");
    }
    auto& both = domain.memoryTune.swapHardLimitKib;
    if (import.swapMaxKib && !both)
        both = *import.swapMaxKib > unlimited - domain.memoryKib
                   ? unlimited
                   : *import.swapMaxKib + domain.memoryKib;
}

} // namespace twinvirt::lxc
