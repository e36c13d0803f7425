#include "lxc/device_rules.h"

#include "lxc/isolation/device_program.h"

#include <sys/stat.h>
#include <sys/sysmacros.h>

#include <algorithm>
#include <array>

namespace twinvirt::lxc {

namespace {

constexpr std::array<const char*, 10> allowedDevices{
    // null, zero, full, random, urandom, tty, console, ptmx, fuse, pts/*: libvirt's list
    "c 1:3 rwm", "c 1:5 rwm", "c 1:7 rwm", "c 1:8 rwm",    "c 1:9 rwm",
    "c 5:0 rwm", "c 5:1 rwm", "c 5:2 rwm", "c 10:229 rwm", "c 136:* rwm"};

bool mayMakeNodes(const Features& features) {
    if (!features.capabilities)
        return false;
    const auto& states = features.capabilities->states;
    return std::ranges::any_of(
        states, [](const CapabilityState& state) { return state.name == "mknod" && state.on; });
}

std::uint32_t accessOf(const std::string& letters) {
    std::uint32_t access = 0;
    for (const char letter : letters)
        access |= letter == 'm'   ? DeviceSpec::makeNode
                  : letter == 'r' ? DeviceSpec::read
                                  : DeviceSpec::write;
    return access;
}

std::uint32_t numberOf(const std::string& text) { // "*" as a minor number: -1
    return text == "*" ? anyMajor : static_cast<std::uint32_t>(std::stoul(text));
}

} // namespace

std::vector<NodeSpec> planTimers(const Clock& clock, const std::string& directory) {
    std::vector<NodeSpec> timers;
    for (const Timer& timer : clock.timers) {
        struct stat info {};
        const bool wanted = timer.present != "no" && (timer.name == "rtc" || timer.name == "hpet");
        const std::string device = directory + "/" + timer.name;
        if (!wanted || ::stat(device.c_str(), &info) != 0 || !S_ISCHR(info.st_mode))
            continue;
        NodeSpec node;
        node.path = timer.name;
        node.majorNumber = major(info.st_rdev);
        node.minorNumber = minor(info.st_rdev);
        node.mode = 0400;
        node.readOnly = true;
        timers.push_back(std::move(node));
    }
    return timers;
}

bool showsTimers(const Clock& clock) {
    return clock.offset != "utc";
}

std::vector<std::string> deviceRules(const DomainDefinition& definition,
                                     const std::vector<NodeSpec>& timers) {
    std::vector<std::string> rules(allowedDevices.begin(), allowedDevices.end());
    if (mayMakeNodes(definition.features))
        rules.insert(rules.end(), {"c *:* m", "b *:* m"});
    for (const NodeSpec& timer : timers)
        rules.push_back("c " + std::to_string(timer.majorNumber) + ":" +
                        std::to_string(timer.minorNumber) + " r");
    return rules;
}

std::vector<DeviceSpec> asDeviceSpecs(const std::vector<std::string>& rules) {
    std::vector<DeviceSpec> devices;
    for (const std::string& rule : rules) { // "c 136:* rwm"
        const auto colon = rule.find(':');
        const auto blank = rule.find(' ', colon);
        DeviceSpec device;
        device.block = rule[0] == 'b';
        device.majorNumber = numberOf(rule.substr(2, colon - 2));
        device.minorNumber =
            static_cast<std::int32_t>(numberOf(rule.substr(colon + 1, blank - colon - 1)));
        device.access = accessOf(rule.substr(blank + 1));
        devices.push_back(device);
    }
    return devices;
}

} // namespace twinvirt::lxc
