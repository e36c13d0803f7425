#include "lxc/native/import.h"

#include <algorithm>
#include <array>

namespace twinvirt::lxc {

namespace {

struct Node {
    const char* numbers; ///< "c 10:200"
    const char* path;
};

/// Devices with fixed numbers (the kernel's admin-guide/devices.txt).
constexpr std::array nodes{
    Node{"c 10:200", "/dev/net/tun"},
    Node{"c 10:232", "/dev/kvm"},
    Node{"c 10:237", "/dev/loop-control"},
    Node{"c 10:238", "/dev/vhost-net"},
    Node{"c 10:241", "/dev/vhost-vsock"},
    Node{"c 10:236", "/dev/mapper/control"},
    Node{"c 10:228", "/dev/hpet"},
    Node{"c 10:130", "/dev/watchdog"},
    Node{"c 108:0", "/dev/ppp"},
    Node{"c 226:0", "/dev/dri/card0"},
    Node{"c 226:128", "/dev/dri/renderD128"},
    Node{"b 7:0", "/dev/loop0"},
    Node{"b 8:0", "/dev/sda"},
    Node{"b 8:16", "/dev/sdb"},
    Node{"b 11:0", "/dev/sr0"},
};

/// What every container may use.
constexpr std::array always{"c 1:3", "c 1:5", "c 1:7", "c 1:8",    "c 1:9",
                            "c 5:0", "c 5:1", "c 5:2", "c 10:229", "c 136:*"};

} // namespace

Result<void> importDevice(Import& import, const ConfigLine& line) {
    if (line.value.empty())
        import.devices.clear();
    else
        import.devices.push_back(line);
    return {};
}

Result<void> importDeviceDenied(Import& import, const ConfigLine& line) {
    if (line.value != "a" && line.value != "a *:* rwm")
        import.note(line, "dropped: all devices are denied but those that are named");
    return {};
}

bool isHandedOver(const Import& import, const std::string& path) {
    const auto& devices = import.domain.devices.hostDevices;
    return std::ranges::any_of(devices,
                               [&](const HostDevice& device) { return device.source == path; });
}

static void finishDevice(Import& import, const ConfigLine& line) {
    const auto words = wordsOf(line.value);
    const auto numbers = words.size() >= 2 ? words[0] + ' ' + words[1] : line.value;
    if (std::ranges::any_of(always, [&](const char* known) { return numbers == known; }))
        return;
    const bool isMknodOnly = words.size() == 3 && words[2] == "m" && words[1] == "*:*";
    const auto* node = std::ranges::find_if(
        nodes, [&](const Node& candidate) { return numbers == candidate.numbers; });
    if (isMknodOnly) {
        import.note(line, "dropped: nodes of other devices cannot be made inside");
    } else if (node == nodes.end()) {
        import.note(line, "dropped: the name of this device is not known; add <hostdev "
                          "mode='capabilities' type='misc'> (storage of a block device)");
    } else if (!isHandedOver(import, node->path)) {
        auto& device = import.domain.devices.hostDevices.emplace_back();
        device.mode = "capabilities";
        device.type = words[0] == "b" ? "storage" : "misc";
        device.source = node->path;
    }
}

void finishDevices(Import& import) {
    for (const auto& line : import.devices)
        finishDevice(import, line);
}

} // namespace twinvirt::lxc
