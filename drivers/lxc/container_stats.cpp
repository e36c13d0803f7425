#include "lxc/container_stats.h"

#include "lxc/cgroup_block_figures.h"
#include "lxc/cgroup_figures.h"
#include "lxc/cgroup_memory_figures.h"
#include "lxc/interface_figures.h"

namespace twinvirt::lxc {

namespace {

void add(DomainStats& stats, std::string key, std::uint64_t value) {
    stats.push_back({std::move(key), std::to_string(value)});
}

void addState(const StatsSubject& subject, DomainStats& stats) {
    stats.push_back({"state.state", std::to_string(static_cast<int>(subject.record.state))});
    stats.push_back({"state.reason", std::to_string(subject.record.reason)});
}

void addCpu(const StatsSubject& subject, DomainStats& stats) {
    const auto cpu = readCpuFigures(subject.cgroups);
    if (!cpu)
        return;
    add(stats, "cpu.time", static_cast<std::uint64_t>(cpu->total.count()));
    add(stats, "cpu.user", static_cast<std::uint64_t>(cpu->user.count()));
    add(stats, "cpu.system", static_cast<std::uint64_t>(cpu->system.count()));
}

void addBalloon(const StatsSubject& subject, DomainStats& stats) {
    const auto& definition = subject.definition;
    const auto memory = readMemoryFigures(subject.cgroups);
    const auto current = definition.currentMemoryKib.value_or(definition.memoryKib);
    add(stats, "balloon.current", memory && memory->limit ? *memory->limit / 1024 : current);
    add(stats, "balloon.maximum", definition.memoryKib);
    if (!memory)
        return;
    if (memory->swapIn)
        add(stats, "balloon.swap_in", *memory->swapIn / 1024);
    if (memory->swapOut)
        add(stats, "balloon.swap_out", *memory->swapOut / 1024);
    add(stats, "balloon.major_fault", memory->majorFaults);
    add(stats, "balloon.minor_fault", memory->faults - memory->majorFaults);
    add(stats, "balloon.disk_caches", memory->diskCaches / 1024);
    add(stats, "balloon.rss", memory->used / 1024);
}

void addVcpu(const StatsSubject& subject, DomainStats& stats) {
    const auto& vcpu = subject.definition.vcpu;
    add(stats, "vcpu.current", vcpu.current.value_or(vcpu.count));
    add(stats, "vcpu.maximum", vcpu.count);
}

void addInterfaces(const StatsSubject& subject, DomainStats& stats) {
    const auto interfaces = readInterfaceFigures(subject.definition, subject.initPid);
    add(stats, "net.count", interfaces.size());
    for (std::size_t i = 0; i < interfaces.size(); ++i) {
        const auto prefix = "net." + std::to_string(i) + ".";
        stats.push_back({prefix + "name", interfaces[i].name});
        for (const auto& [key, value] : interfaces[i].counters)
            add(stats, prefix + key, value);
    }
}

void addBlock(const StatsSubject& subject, DomainStats& stats) {
    const auto devices = readBlockFigures(subject.cgroups);
    add(stats, "block.count", devices.size());
    for (std::size_t i = 0; i < devices.size(); ++i) {
        const auto prefix = "block." + std::to_string(i) + ".";
        stats.push_back({prefix + "name", devices[i].name});
        stats.push_back({prefix + "path", "/dev/" + devices[i].name});
        add(stats, prefix + "rd.reqs", devices[i].readRequests);
        add(stats, prefix + "rd.bytes", devices[i].readBytes);
        add(stats, prefix + "wr.reqs", devices[i].writeRequests);
        add(stats, prefix + "wr.bytes", devices[i].writeBytes);
    }
}

} // namespace

DomainStats containerStats(const StatsSubject& subject, const StatsGroups& groups) {
    DomainStats stats;
    if (groups.state)
        addState(subject, stats);
    if (groups.cpu)
        addCpu(subject, stats);
    if (groups.balloon)
        addBalloon(subject, stats);
    if (groups.vcpu)
        addVcpu(subject, stats);
    if (groups.interface && subject.record.id)
        addInterfaces(subject, stats);
    if (groups.block && subject.record.id)
        addBlock(subject, stats);
    return stats;
}

} // namespace twinvirt::lxc
