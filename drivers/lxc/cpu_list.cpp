#include "lxc/resource_limits.h"

#include <array>
#include <bitset>
#include <charconv>
#include <string_view>

namespace twinvirt::lxc {

static constexpr unsigned cpuLimit = 4096;

static std::optional<unsigned> takeNumber(std::string_view& text) {
    unsigned number = 0;
    const auto result = std::from_chars(text.data(), text.data() + text.size(), number);
    if (result.ec != std::errc() || number >= cpuLimit)
        return std::nullopt;
    text.remove_prefix(static_cast<std::size_t>(result.ptr - text.data()));
    return number;
}

static std::string formatted(const std::bitset<cpuLimit>& cpus) {
    std::string text;
    for (unsigned first = 0; first < cpuLimit; ++first) {
        if (!cpus[first])
            continue;
        unsigned last = first;
        while (last + 1 < cpuLimit && cpus[last + 1])
            ++last;
        text += (text.empty() ? "" : ",") + std::to_string(first);
        if (last > first)
            text += "-" + std::to_string(last);
        first = last;
    }
    return text;
}

/// One part of the list: "3", "0-7", "^2".
static bool apply(std::string_view part, std::bitset<cpuLimit>& cpus) {
    const bool add = !part.starts_with('^');
    if (!add)
        part.remove_prefix(1);
    const auto first = takeNumber(part);
    auto last = first;
    if (first && add && part.starts_with('-')) {
        part.remove_prefix(1);
        last = takeNumber(part);
    }
    if (!last || *last < *first || !part.empty())
        return false;
    for (unsigned cpu = *first; cpu <= *last; ++cpu)
        cpus[cpu] = add;
    return true;
}

std::optional<std::string> kernelCpuList(const std::string& text) {
    std::bitset<cpuLimit> cpus;
    std::string_view rest = text;
    while (true) {
        const auto comma = rest.find(',');
        auto part = rest.substr(0, comma);
        while (part.starts_with(' '))
            part.remove_prefix(1);
        while (part.ends_with(' '))
            part.remove_suffix(1);
        if (!apply(part, cpus))
            return std::nullopt;
        if (comma == std::string_view::npos)
            break;
        rest.remove_prefix(comma + 1);
    }
    if (cpus.none())
        return std::nullopt;
    return formatted(cpus);
}

} // namespace twinvirt::lxc
