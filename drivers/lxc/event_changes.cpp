#include "lxc/event_changes.h"

#include "api/tune_definition.h"

#include <algorithm>

namespace twinvirt::lxc {

namespace {

std::string textOf(const TuneParameter& parameter) {
    if (const auto* text = std::get_if<std::string>(&parameter.value))
        return *text;
    if (const auto* number = std::get_if<std::uint64_t>(&parameter.value))
        return *number == unlimitedMemoryKib ? "unlimited" : std::to_string(*number);
    return std::to_string(std::get<std::int64_t>(parameter.value));
}

/// "cputune.cpu_shares" of libvirt's; the other groups alike.
void addChanges(const DomainDefinition& before, const DomainDefinition& after, TuneGroup group,
                const std::string& prefix, DomainEvent& event) {
    const auto old = parametersOf(before, group);
    for (const auto& parameter : parametersOf(after, group)) {
        if (std::find(old.begin(), old.end(), parameter) != old.end())
            continue;
        const auto value = textOf(parameter);
        event.text += "\n\t" + prefix + parameter.name + ": " + value;
        event.fields.emplace_back(prefix + parameter.name, value);
    }
}

void addVcpus(const DomainDefinition& before, const DomainDefinition& after, DomainEvent& event) {
    const auto add = [&event](const char* name, const std::string& value) {
        event.text += std::string("\n\tcputune.") + name + ": " + value;
        event.fields.emplace_back(std::string("cputune.") + name, value);
    };
    if (before.vcpu.current != after.vcpu.current)
        add("vcpus", std::to_string(after.vcpu.current.value_or(after.vcpu.count)));
    if (before.vcpu.cpuset != after.vcpu.cpuset)
        add("vcpupin0", after.vcpu.cpuset.value_or("all"));
}

DomainEvent eventOf(const DomainIdentity& domain, const std::string& type) {
    return {domain, type, "", {}, std::chrono::system_clock::now()};
}

/// What tells the devices of a container apart, and what an event calls them: what the verbs that
/// detach them take. The aliases that libvirt's events name are not in the live definition.
std::vector<std::string> deviceNames(const Devices& devices) {
    std::vector<std::string> names;
    for (const auto& interface : devices.interfaces)
        names.push_back(interface.mac.value_or(interface.targetDevice.value_or(interface.type)));
    for (const auto& filesystem : devices.filesystems)
        names.push_back(filesystem.target);
    for (const auto& device : devices.hostDevices)
        names.push_back(device.source);
    for (const auto& disk : devices.disks)
        names.push_back(disk.targetDevice);
    return names;
}

void addDevices(const DomainIdentity& domain, const std::vector<std::string>& names,
                const std::vector<std::string>& others, const char* type,
                std::vector<DomainEvent>& events) {
    for (const auto& name : names) {
        if (std::find(others.begin(), others.end(), name) != others.end())
            continue;
        auto event = eventOf(domain, type);
        event.text = name;
        event.fields = {{"device", name}};
        events.push_back(std::move(event));
    }
}

} // namespace

std::vector<DomainEvent> eventsOfChange(const DomainIdentity& domain,
                                        const DomainDefinition& before,
                                        const DomainDefinition& after) {
    std::vector<DomainEvent> events;
    if (before.currentMemoryKib != after.currentMemoryKib) {
        auto event = eventOf(domain, "balloon-change");
        const auto kib = std::to_string(after.currentMemoryKib.value_or(after.memoryKib));
        event.text = kib + "KiB";
        event.fields = {{"actualKiB", kib}};
        events.push_back(std::move(event));
    }
    auto tunable = eventOf(domain, "tunable");
    addChanges(before, after, TuneGroup::scheduler, "cputune.", tunable);
    addVcpus(before, after, tunable);
    addChanges(before, after, TuneGroup::memory, "memtune.", tunable);
    addChanges(before, after, TuneGroup::blockIo, "blkiotune.", tunable);
    addChanges(before, after, TuneGroup::numa, "numatune.", tunable);
    addChanges(before, after, TuneGroup::tasks, "pidstune.", tunable);
    if (!tunable.fields.empty())
        events.push_back(std::move(tunable));
    const auto had = deviceNames(before.devices);
    const auto has = deviceNames(after.devices);
    addDevices(domain, had, has, "device-removed", events);
    addDevices(domain, has, had, "device-added", events);
    return events;
}

} // namespace twinvirt::lxc
