#include "lxc/device_plan.h"

#include "lxc/isolation/host_source.h"
#include "lxc/qcow2_head.h"

#include <linux/major.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

namespace twinvirt::lxc {

static Error deviceError(const std::string& element, int line, const std::string& reason) {
    return {ErrorCode::configUnsupported,
            element + (line > 0 ? " at line " + std::to_string(line) : "") + ": " + reason};
}

static std::string elementOf(const Disk& disk) {
    return "<disk type='" + disk.type + "'>";
}

static std::string elementOf(const HostDevice& device) {
    return "<hostdev mode='capabilities' type='" + device.type + "'>";
}

static bool isNode(const HostDevice& device) {
    return device.mode == "capabilities" && (device.type == "storage" || device.type == "misc");
}

/// A path below /dev, or empty: "snd/seq" of "/dev/snd/seq".
static std::string belowDev(const std::string& path) {
    const std::string start = "/dev/";
    const bool dots = (path + "/").find("/../") != std::string::npos ||
                      (path + "/").find("/./") != std::string::npos ||
                      path.find("//") != std::string::npos || path.ends_with("/");
    return path.starts_with(start) && path.size() > start.size() && !dots
               ? path.substr(start.size())
               : "";
}

Result<void> checkNodes(const Devices& devices) {
    for (const Disk& disk : devices.disks) {
        if (!disk.source || !disk.source->starts_with('/'))
            return deviceError(elementOf(disk), disk.line,
                               disk.type == "block"
                                   ? "needs a device of the host; write <source dev='/dev/…'/>"
                                   : "needs an image; write <source file='/a/path.img'/>");
        if (belowDev("/dev/" + disk.targetDevice).empty())
            return deviceError(elementOf(disk), disk.line,
                               "<target dev='" + disk.targetDevice + "'/> is no name in /dev");
    }
    for (const HostDevice& device : devices.hostDevices)
        if (isNode(device) && belowDev(device.source).empty())
            return deviceError(elementOf(device), device.line,
                               "'" + device.source + "' is no path below /dev");
    return {};
}

static Result<NodeSpec> planNode(const std::string& source, bool block) {
    struct stat info {};
    if (::stat(source.c_str(), &info) != 0)
        return systemError("stat '" + source + "'");
    if (block ? !S_ISBLK(info.st_mode) : !S_ISCHR(info.st_mode))
        return Error{ErrorCode::configUnsupported,
                     "'" + source + "' is no " + (block ? "block" : "character") + " device"};
    NodeSpec spec;
    spec.block = block;
    spec.majorNumber = major(info.st_rdev);
    spec.minorNumber = minor(info.st_rdev);
    spec.mode = info.st_mode & 0777U;
    return spec;
}

static Result<NodeSpec> planDisk(const Disk& disk) {
    NodeSpec spec;
    spec.block = true;
    if (disk.type == "block") {
        spec = TRY(planNode(*disk.source, true));
    } else {
        const UniqueFd image = TRY(openSourceImage(*disk.source, disk.readOnly));
        spec.image = *disk.source;
        if (disk.driverType.value_or("raw") != "raw") {
            TRY(checkQcow2(image, *disk.source)); // the only other format that define accepts
            spec.format = *disk.driverType;
        }
    }
    spec.path = disk.targetDevice;
    spec.readOnly = disk.readOnly;
    spec.mode = disk.readOnly ? 0400 : 0600;
    return spec;
}

Result<NodeSpec> planDiskNode(const Disk& disk) {
    auto spec = planDisk(disk);
    if (!spec)
        return deviceError(elementOf(disk), disk.line, spec.error().message);
    return spec;
}

Result<NodeSpec> planHostDeviceNode(const HostDevice& device) {
    auto spec = planNode(device.source, device.type == "storage");
    if (!spec)
        return deviceError(elementOf(device), device.line, spec.error().message);
    spec->path = belowDev(device.source);
    return spec;
}

Result<std::vector<NodeSpec>> planNodes(const Devices& devices) {
    TRY(checkNodes(devices));
    std::vector<NodeSpec> specs;
    for (const Disk& disk : devices.disks)
        specs.push_back(TRY(planDiskNode(disk)));
    for (const HostDevice& device : devices.hostDevices)
        if (isNode(device))
            specs.push_back(TRY(planHostDeviceNode(device)));
    return specs;
}

DeviceSpec deviceOf(const NodeSpec& node) {
    DeviceSpec device;
    device.block = node.block;
    device.majorNumber = node.majorNumber;
    device.minorNumber = static_cast<std::int32_t>(node.minorNumber);
    device.access = DeviceSpec::read | (node.readOnly ? 0U : DeviceSpec::write);
    if (!node.image.empty()) { // which loop device it will be is not known yet; nor can it be made
        device.majorNumber = LOOP_MAJOR; // inside: the right to that is missing
        device.minorNumber = -1;
    }
    return device;
}

void allowNodes(LaunchSpec& spec) {
    if (spec.devices.empty())
        return;
    for (const NodeSpec& node : spec.nodes)
        spec.devices.push_back(deviceOf(node));
}

} // namespace twinvirt::lxc
