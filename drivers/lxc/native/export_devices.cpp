#include "lxc/native/export.h"
#include "lxc/native/lxc_config.h"

#include <sys/stat.h>
#include <sys/sysmacros.h>

#include <algorithm>

namespace twinvirt::lxc {

namespace {

/// fstab's \040 for a blank.
std::string escaped(const std::string& path) {
    std::string result;
    for (const char c : path) {
        if (c == ' ')
            result += "\\040";
        else if (c == '\t')
            result += "\\011";
        else if (c == '\\')
            result += "\\134";
        else
            result += c;
    }
    return result;
}

/// Relative to the root, as LXC wants it.
std::string targetOf(const Filesystem& filesystem) {
    return escaped(filesystem.target.substr(filesystem.target.find_first_not_of('/')));
}

void exportRoot(const Filesystem& root, Export& config) {
    const auto source = root.source.value_or("");
    if (root.type == "mount")
        config.put("lxc.rootfs.path", "dir:" + source);
    else if (root.type == "block")
        config.put("lxc.rootfs.path", source);
    else if (root.type == "file")
        config.put("lxc.rootfs.path", (root.driverType == "nbd" ? "nbd:" : "loop:") + source);
    else if (root.type == "overlay" && root.overlay) {
        std::string directories = source;
        for (const auto& lower : root.overlay->lowerDirs)
            directories += ':' + lower;
        const auto& upper = root.overlay->upperDir;
        config.put("lxc.rootfs.path", "overlay:" + directories + ':' + upper);
        if (root.overlay->workDir != upper.substr(0, upper.rfind('/')) + "/olwork")
            config.leave("filesystem", "LXC's work directory is olwork beside " + upper);
    } else
        config.leave("filesystem", "LXC has no root of type '" + root.type + '\'');
    if (root.readOnly)
        config.put("lxc.rootfs.options", "ro");
}

void exportMount(const Filesystem& filesystem, Export& config) {
    const std::string mode = filesystem.readOnly ? ",ro" : "";
    const auto put = [&](const std::string& source, const std::string& rest) {
        config.put("lxc.mount.entry", source + ' ' + targetOf(filesystem) + ' ' + rest);
    };
    const auto source = escaped(filesystem.source.value_or(""));
    if (filesystem.type == "mount")
        put(source, "none rbind,create=dir" + mode + " 0 0");
    else if (filesystem.type == "ram")
        put("tmpfs", "tmpfs create=dir,size=" + std::to_string(filesystem.ramUsageKib.value_or(0)) +
                         'k' + mode + " 0 0");
    else if (filesystem.type == "block")
        put(source, "auto create=dir" + mode + " 0 0");
    else
        config.leave("filesystem", "LXC has no mount of type '" + filesystem.type + "' (target '" +
                                       filesystem.target + "')");
}

void putIp(const std::string& nic, const IpConfiguration& ip, Export& config) {
    for (const auto& address : ip.addresses)
        config.put(nic + address.family.value_or("ipv4") + ".address",
                   address.address + (address.prefix ? '/' + std::to_string(*address.prefix) : ""));
    for (const auto& route : ip.routes) {
        const bool isSix = route.gateway.find(':') != std::string::npos;
        if (route.address == "0.0.0.0" || route.address == "::")
            config.put(nic + (isSix ? "ipv6" : "ipv4") + ".gateway", route.gateway);
        else
            config.leave("route", "LXC has a default route only, not one to " + route.address);
    }
}

void leaveParts(const NetworkInterface& interface, Export& config) {
    const auto leaveIf = [&](bool present, const char* element) {
        if (present)
            config.leave(element, "LXC has no key for it");
    };
    leaveIf(interface.vlan.has_value(), "vlan");
    leaveIf(interface.bandwidth.has_value(), "bandwidth");
    leaveIf(interface.virtualPort.has_value(), "virtualport");
    leaveIf(interface.filter.has_value(), "filterref");
    leaveIf(interface.isolated.has_value(), "port");
    leaveIf(interface.script.has_value(), "script");
    leaveIf(!interface.hostIp.addresses.empty() || !interface.hostIp.routes.empty(), "source/ip");
    for (const auto& kept : interface.kept)
        config.leave("interface/" + kept.name, "LXC has no key for it");
}

/// Whether LXC has such a device; its type and source.
bool putType(const std::string& nic, const NetworkInterface& interface, Export& config) {
    if (interface.type == "bridge" || interface.type == "ethernet") {
        config.put(nic + "type", "veth");
        if (interface.type == "bridge")
            config.put(nic + "link", interface.source.value_or(""));
        if (interface.targetDevice)
            config.put(nic + "veth.pair", *interface.targetDevice);
        return true;
    }
    if (interface.type != "direct") {
        config.leave("interface",
                     "LXC has no device of type '" + interface.type + "'; connect to a bridge");
        return false;
    }
    const auto mode = interface.sourceMode.value_or("vepa");
    config.put(nic + "type", "macvlan");
    config.put(nic + "macvlan.mode", mode == "passthrough" ? "passthru" : mode);
    config.put(nic + "link", interface.source.value_or(""));
    return true;
}

bool exportInterface(const std::string& nic, const NetworkInterface& interface, Export& config) {
    if (!putType(nic, interface, config))
        return false;
    // Ours is up unless <link state='down'/> says otherwise; LXC's is down unless it says up.
    if (interface.linkUp.value_or(true))
        config.put(nic + "flags", "up");
    if (interface.guestDevice)
        config.put(nic + "name", *interface.guestDevice);
    if (interface.mac)
        config.put(nic + "hwaddr", *interface.mac);
    if (interface.mtu)
        config.put(nic + "mtu", std::to_string(*interface.mtu));
    putIp(nic, interface.guestIp, config);
    leaveParts(interface, config);
    return true;
}

std::string nicKey(std::size_t index) {
    return "lxc.net." + std::to_string(index) + '.';
}

} // namespace

void exportFilesystems(const DomainDefinition& domain, Export& config) {
    const auto& filesystems = domain.devices.filesystems;
    for (const auto& filesystem : filesystems)
        if (filesystem.target == "/")
            exportRoot(filesystem, config);
    for (const auto& filesystem : filesystems)
        if (filesystem.target.find_first_not_of('/') != std::string::npos)
            exportMount(filesystem, config);
}

void exportNetwork(const DomainDefinition& domain, Export& config) {
    std::size_t count = 0;
    for (const auto& interface : domain.devices.interfaces)
        count += exportInterface(nicKey(count), interface, config) ? 1 : 0;
    for (const auto& device : domain.devices.hostDevices) {
        if (device.mode != "capabilities" || device.type != "net")
            continue;
        const auto nic = nicKey(count++);
        config.put(nic + "type", "phys");
        config.put(nic + "link", device.source);
        config.put(nic + "flags", "up");
        putIp(nic, device.guestIp, config);
    }
    const bool wantsOwn = domain.features.privateNetwork || !domain.devices.interfaces.empty();
    if (count == 0 && !domain.sharedNamespaces.net)
        config.put(nicKey(0) + "type", wantsOwn ? "empty" : "none");
}

void exportHostDevices(const DomainDefinition& domain, Export& config) {
    for (const auto& device : domain.devices.hostDevices) {
        if (device.mode == "capabilities" && device.type == "net")
            continue;
        struct stat node {};
        const bool isBlock = device.type == "storage";
        if (device.mode != "capabilities" || ::stat(device.source.c_str(), &node) != 0 ||
            (isBlock ? !S_ISBLK(node.st_mode) : !S_ISCHR(node.st_mode))) {
            config.leave("hostdev",
                         device.mode == "capabilities"
                             ? "this host has no device '" + device.source +
                                   "', whose numbers LXC wants"
                             : "LXC has no key for a device of mode '" + device.mode + '\'');
            continue;
        }
        const std::string rule = (isBlock ? "b " : "c ") + std::to_string(major(node.st_rdev)) +
                                 ':' + std::to_string(minor(node.st_rdev)) + " rwm";
        config.put("lxc.cgroup2.devices.allow", rule);
        config.put("lxc.cgroup.devices.allow", rule);
        config.put("lxc.mount.entry", escaped(device.source) + ' ' +
                                          escaped(device.source.substr(1)) +
                                          " none bind,create=file 0 0");
    }
}

} // namespace twinvirt::lxc
