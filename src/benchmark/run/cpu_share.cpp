#include "benchmark/run/cpu_share.h"

#include <algorithm>
#include <sched.h>

namespace twinvirt::bench {

std::vector<unsigned> allowedCpus() {
    cpu_set_t allowed;
    CPU_ZERO(&allowed);
    std::vector<unsigned> cpus;
    if (::sched_getaffinity(0, sizeof(allowed), &allowed) == 0)
        for (unsigned cpu = 0; cpu < CPU_SETSIZE; ++cpu)
            if (CPU_ISSET(cpu, &allowed))
                cpus.push_back(cpu);
    return cpus.empty() ? std::vector<unsigned>{0} : cpus;
}

/// "0-1,3"
static std::string rangesOf(const std::vector<unsigned>& cpus) {
    std::string text;
    for (std::size_t first = 0; first < cpus.size();) {
        std::size_t last = first;
        while (last + 1 < cpus.size() && cpus[last + 1] == cpus[last] + 1)
            ++last;
        text += (text.empty() ? "" : ",") + std::to_string(cpus[first]);
        if (last > first)
            text += "-" + std::to_string(cpus[last]);
        first = last + 1;
    }
    return text;
}

std::string cpusFor(unsigned index, unsigned count, const std::vector<unsigned>& cpus) {
    const std::size_t all = cpus.size();
    const std::size_t share = std::clamp<std::size_t>(count, 1, all);
    std::vector<unsigned> mine;
    for (std::size_t i = 0; i < share; ++i)
        mine.push_back(cpus[all - 1 - (index * share + i) % all]);
    std::ranges::sort(mine);
    return rangesOf(mine);
}

std::string cpusFor(unsigned index, unsigned count) {
    return cpusFor(index, count, allowedCpus());
}

} // namespace twinvirt::bench
