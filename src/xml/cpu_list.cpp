#include "xml/cpu_list.h"

#include "xml/xml_format.h"

#include <bitset>
#include <memory>

namespace twinvirt {

static constexpr unsigned cpuLimit = 16384; // libvirt's VIR_DOMAIN_CPUMASK_LEN

using CpuMask = std::bitset<cpuLimit>;

static bool applyRange(std::string_view range, CpuMask& mask) {
    bool excluded = range.starts_with('^');
    range.remove_prefix(excluded ? 1 : 0);
    auto dash = std::min(range.find('-'), range.size());
    auto first = readNatural(range.substr(0, dash));
    auto last = dash == range.size() ? first : readNatural(range.substr(dash + 1));
    if (!first || !last || *first > *last || *last >= cpuLimit)
        return false;
    for (auto cpu = *first; cpu <= *last; ++cpu)
        mask.set(cpu, !excluded);
    return true;
}

std::optional<std::vector<unsigned>> parseCpuList(std::string_view text) {
    auto mask = std::make_unique<CpuMask>();
    while (true) {
        auto comma = std::min(text.find(','), text.size());
        if (!applyRange(text.substr(0, comma), *mask))
            return std::nullopt;
        if (comma == text.size())
            break;
        text.remove_prefix(comma + 1);
    }
    std::vector<unsigned> cpus;
    for (unsigned cpu = 0; cpu < cpuLimit; ++cpu)
        if (mask->test(cpu))
            cpus.push_back(cpu);
    if (cpus.empty())
        return std::nullopt;
    return cpus;
}

std::string formatCpuList(const std::vector<unsigned>& cpus) {
    std::string text;
    for (std::size_t i = 0; i < cpus.size();) {
        std::size_t end = i + 1;
        while (end < cpus.size() && cpus[end] == cpus[end - 1] + 1)
            ++end;
        text += (text.empty() ? "" : ",") + std::to_string(cpus[i]);
        if (end - i > 1)
            text += '-' + std::to_string(cpus[end - 1]);
        i = end;
    }
    return text;
}

} // namespace twinvirt
