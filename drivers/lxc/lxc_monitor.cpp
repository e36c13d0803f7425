#include "lxc/lxc_monitor.h"

#include "lxc/cgroup_block_figures.h"
#include "lxc/cgroup_figures.h"
#include "lxc/cgroup_memory_figures.h"
#include "lxc/event_watch.h"
#include "lxc/isolation/release.h"

#include <unistd.h>

namespace twinvirt::lxc {

namespace {

Result<std::vector<CgroupMembership>> runningCgroups(DriverContext& context,
                                                     const DomainIdentity& domain) {
    const auto live = TRY(requireRunning(context, domain));
    return TRY(readLaunchSpec(live.directory)).cgroups;
}

std::vector<Figure> figuresOf(const BlockFigures& block) {
    return {{"rd_req", block.readRequests},
            {"rd_bytes", block.readBytes},
            {"wr_req", block.writeRequests},
            {"wr_bytes", block.writeBytes}};
}

bool isCalled(const BlockFigures& block, const std::string& device) {
    return device == block.name || device == "/dev/" + block.name || device == block.number;
}

} // namespace

Result<CpuStatistics> LxcMonitor::cpuStatistics(const DomainIdentity& domain) {
    const auto cgroups = TRY(runningCgroups(context_, domain));
    const auto figures = readCpuFigures(cgroups);
    if (!figures)
        return operationInvalid("no cgroup of the container counts its CPU time");
    CpuStatistics statistics;
    statistics.total = figures->total;
    statistics.user = figures->user;
    statistics.system = figures->system;
    const auto byCpu = readCpuTimeByCpu(cgroups);
    const auto present = static_cast<std::size_t>(std::max(1L, ::sysconf(_SC_NPROCESSORS_CONF)));
    for (std::size_t cpu = 0; cpu < byCpu.size() && cpu < present; ++cpu)
        statistics.byCpu.push_back({static_cast<unsigned>(cpu), byCpu[cpu], std::nullopt});
    return statistics;
}

Result<std::vector<Figure>> LxcMonitor::memoryStatistics(const DomainIdentity& domain) {
    const auto cgroups = TRY(runningCgroups(context_, domain));
    const auto figures = readMemoryFigures(cgroups);
    if (!figures)
        return operationInvalid("no cgroup of the container counts its memory");
    std::vector<Figure> list;
    const auto addKib = [&list](const char* name, std::uint64_t bytes) {
        list.push_back({name, bytes / 1024});
    };
    if (figures->limit)
        addKib("actual", *figures->limit);
    if (figures->swapIn)
        addKib("swap_in", *figures->swapIn);
    if (figures->swapOut)
        addKib("swap_out", *figures->swapOut);
    list.push_back({"major_fault", figures->majorFaults});
    list.push_back({"minor_fault", figures->faults - figures->majorFaults});
    if (figures->limit) {
        const auto unused = *figures->limit - std::min(*figures->limit, figures->used);
        addKib("unused", unused);
        addKib("available", *figures->limit);
        addKib("usable",
               std::min(*figures->limit, unused + figures->inactiveFile + figures->activeFile));
    }
    addKib("disk_caches", figures->diskCaches);
    addKib("rss", figures->used);
    return list;
}

Result<void> LxcMonitor::setMemoryPeriod(const DomainIdentity&, unsigned, ChangeScope) {
    return Error{ErrorCode::operationUnsupported,
                 "Operation not supported: a container's memory is counted all the time, so there "
                 "is no period; leave --period out"};
}

Result<std::vector<Figure>> LxcMonitor::blockStatistics(const DomainIdentity& domain,
                                                        const std::string& device) {
    BlockFigures sum;
    std::string known;
    bool found = device.empty();
    for (const auto& block : readBlockFigures(TRY(runningCgroups(context_, domain)))) {
        known += (known.empty() ? "" : ", ") + block.name;
        if (!device.empty() && !isCalled(block, device))
            continue;
        found = true;
        sum.readRequests += block.readRequests;
        sum.readBytes += block.readBytes;
        sum.writeRequests += block.writeRequests;
        sum.writeBytes += block.writeBytes;
    }
    if (!found)
        return Error{ErrorCode::invalidArgument,
                     "invalid argument: invalid path: " + device +
                         "; the container has used these devices of the host so far: " +
                         (known.empty() ? "none" : known)};
    return figuresOf(sum);
}

Result<std::unique_ptr<EventStream>> LxcMonitor::watchEvents() {
    return watchContainers(context_);
}

} // namespace twinvirt::lxc
