#include "lxc/live_parameters.h"

#include "api/tune_definition.h"
#include "lxc/cgroup_files.h"
#include "lxc/cgroup_memory_figures.h"
#include "lxc/cgroup_settings.h"
#include "util/atomic_file.h"
#include "xml/cpu_list.h"

#include <sstream>
#include <unistd.h>

namespace twinvirt::lxc {

namespace {

using Memberships = std::vector<CgroupMembership>;

constexpr std::uint64_t unlimitedBytes = 0x7ffffffffffff000U;

std::string firstLine(const std::string& file) {
    const auto text = readFile(file, 1U << 16U).value_or("");
    return text.substr(0, text.find('\n'));
}

std::uint64_t limitKib(const Memberships& memberships, const char* v1, const char* v2) {
    const auto bytes = readNumber(existingFile(memberships, v1, v2));
    return bytes && *bytes < unlimitedBytes ? *bytes / 1024 : unlimitedMemoryKib;
}

std::vector<TuneParameter> memory(const Memberships& memberships) {
    auto swap = limitKib(memberships, "memory.memsw.limit_in_bytes", "memory.swap.max");
    const auto hard = limitKib(memberships, "memory.limit_in_bytes", "memory.max");
    const auto file = existingFile(memberships, "memory.memsw.limit_in_bytes", "memory.swap.max");
    if (file.ends_with("swap.max") && swap != unlimitedMemoryKib)
        swap += hard; // v2 counts swap alone
    return {{"hard_limit", hard},
            {"soft_limit", limitKib(memberships, "memory.soft_limit_in_bytes", "memory.high")},
            {"swap_hard_limit", swap}};
}

/// Shares and weights are not finely enough related for there and back again: where the kernel has
/// the weight of the definition's shares, they are the definition's.
std::uint64_t shares(const CpuTune& tune, const Memberships& memberships) {
    const auto file = existingFile(memberships, "cpu.shares", "cpu.weight");
    const auto number = readNumber(file);
    if (!number)
        return 1024;
    if (file.ends_with("shares"))
        return *number;
    const auto own = tune.shares.value_or(1024);
    return weightOfShares(own) == *number ? own : sharesOfWeight(*number);
}

struct Bandwidth {
    std::uint64_t periodUs = 100000;
    std::int64_t quotaUs = -1;
};

Bandwidth bandwidth(const Memberships& memberships) {
    Bandwidth found;
    const auto file = existingFile(memberships, "cpu.cfs_period_us", "cpu.max");
    if (file.ends_with("cpu.max")) { // "max 100000"
        std::string quota;
        std::istringstream words(firstLine(file));
        words >> quota >> found.periodUs;
        if (quota != "max")
            std::istringstream(quota) >> found.quotaUs;
        return found;
    }
    found.periodUs = readNumber(file).value_or(found.periodUs);
    std::istringstream(firstLine(existingFile(memberships, "cpu.cfs_quota_us", "cpu.max"))) >>
        found.quotaUs;
    return found;
}

/// "max" is no number; and how many there are, where they are counted.
std::vector<TuneParameter> tasks(const Memberships& memberships) {
    const auto most = readNumber(existingFile(memberships, "pids.max", "pids.max"));
    std::vector<TuneParameter> parameters{{"pids_max", most.value_or(unlimitedMemoryKib)}};
    const auto now = readNumber(existingFile(memberships, "pids.current", "pids.current"));
    if (now)
        parameters.push_back({"pids_current", *now});
    return parameters;
}

/// "100", or "default 100" of v2.
std::uint64_t ioWeight(const Memberships& memberships) {
    for (const auto& [v1, v2] :
         {std::pair{"blkio.bfq.weight", "io.bfq.weight"}, std::pair{"blkio.weight", "io.weight"}}) {
        const auto line = firstLine(existingFile(memberships, v1, v2));
        std::uint64_t weight = 0;
        if (std::istringstream(line.substr(line.rfind(' ') + 1)) >> weight)
            return weight;
    }
    return 100;
}

} // namespace

std::vector<bool> liveCpus(const Memberships& memberships) {
    const auto count = static_cast<std::size_t>(std::max(1L, ::sysconf(_SC_NPROCESSORS_CONF)));
    std::vector<bool> cpus(count, false);
    auto list =
        firstLine(existingFile(memberships, "cpuset.effective_cpus", "cpuset.cpus.effective"));
    if (list.empty())
        list = firstLine("/sys/devices/system/cpu/online");
    for (const auto cpu : parseCpuList(list).value_or(std::vector<unsigned>{}))
        if (cpu < count)
            cpus[cpu] = true;
    return cpus;
}

std::vector<TuneParameter> liveParameters(const DomainDefinition& definition,
                                          const Memberships& memberships, TuneGroup group) {
    auto parameters = parametersOf(definition, group);
    if (group == TuneGroup::memory)
        return memory(memberships);
    if (group == TuneGroup::scheduler) {
        const auto limits = bandwidth(memberships);
        return {{"scheduler", "posix"},
                {"cpu_shares", shares(definition.cpuTune, memberships)},
                {"vcpu_period", limits.periodUs},
                {"vcpu_quota", limits.quotaUs}};
    }
    if (group == TuneGroup::tasks)
        return tasks(memberships);
    if (group == TuneGroup::blockIo)
        parameters.front().value = ioWeight(memberships);
    if (group == TuneGroup::numa) {
        const auto nodes =
            firstLine(existingFile(memberships, "cpuset.effective_mems", "cpuset.mems.effective"));
        if (!nodes.empty())
            parameters.back().value = nodes;
    }
    return parameters;
}

} // namespace twinvirt::lxc
