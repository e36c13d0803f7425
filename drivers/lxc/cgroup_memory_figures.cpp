#include "lxc/cgroup_memory_figures.h"

#include "lxc/cgroup_files.h"
#include "util/atomic_file.h"

#include <unistd.h>

namespace twinvirt::lxc {

std::string memoryFile(const std::vector<CgroupMembership>& memberships) {
    return existingFile(memberships, "memory.usage_in_bytes", "memory.current");
}

std::optional<std::uint64_t> readMemoryUsage(const std::vector<CgroupMembership>& memberships) {
    return readNumber(memoryFile(memberships));
}

std::optional<std::uint64_t> readMemoryLimit(const std::vector<CgroupMembership>& memberships) {
    const auto limit = readNumber(existingFile(memberships, "memory.limit_in_bytes", "memory.max"));
    // v1 says "no limit" with the largest number of whole pages.
    constexpr std::uint64_t unlimited = 0x7ffffffffffff000U;
    return limit && *limit < unlimited ? limit : std::nullopt;
}

std::optional<MemoryFigures> readMemoryFigures(const std::vector<CgroupMembership>& memberships) {
    const auto used = readMemoryUsage(memberships);
    if (!used)
        return std::nullopt;
    const auto file = existingFile(memberships, "memory.stat", "memory.stat");
    const auto text = readFile(file).value_or("");
    const bool v1 = readKey(text, "total_cache").has_value();
    // v1 has the cgroup's own figures first and then, as total_, those with everything below it.
    const auto value = [&](const std::string& name) {
        return readKey(text, (v1 ? "total_" : "") + name);
    };
    MemoryFigures figures;
    figures.used = *used;
    figures.limit = readMemoryLimit(memberships);
    figures.diskCaches = value(v1 ? "cache" : "file").value_or(0);
    figures.inactiveFile = value("inactive_file").value_or(0);
    figures.activeFile = value("active_file").value_or(0);
    figures.faults = value("pgfault").value_or(0);
    figures.majorFaults = value("pgmajfault").value_or(0);
    const auto pageSize = static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
    if (const auto in = value("pswpin"))
        figures.swapIn = *in * pageSize;
    if (const auto out = value("pswpout"))
        figures.swapOut = *out * pageSize;
    return figures;
}

} // namespace twinvirt::lxc
