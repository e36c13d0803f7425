#include "lxc/interface_figures.h"

#include "util/atomic_file.h"

#include <algorithm>
#include <array>
#include <sstream>

namespace twinvirt::lxc {

namespace {

/// bytes packets errs drop, then four that are not asked for, in each direction.
constexpr std::array<const char*, 4> counterNames{"bytes", "pkts", "errs", "drop"};
constexpr std::size_t columnsPerDirection = 8;

const InterfaceFigures* find(const std::vector<InterfaceFigures>& all, const std::string& name) {
    const auto found = std::find_if(all.begin(), all.end(), [&](const InterfaceFigures& figures) {
        return figures.name == name;
    });
    return found == all.end() ? nullptr : &*found;
}

/// What the host's end sent, the container received.
InterfaceFigures turned(InterfaceFigures figures) {
    std::rotate(figures.counters.begin(), figures.counters.begin() + counterNames.size(),
                figures.counters.end());
    for (std::size_t i = 0; i < figures.counters.size(); ++i)
        figures.counters[i].first = std::string(i < counterNames.size() ? "rx." : "tx.") +
                                    counterNames[i % counterNames.size()];
    return figures;
}

} // namespace

std::vector<InterfaceFigures> parseNetDev(const std::string& text) {
    std::vector<InterfaceFigures> all;
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) {
        const auto colon = line.find(':');
        if (colon == std::string::npos)
            continue; // the two lines of titles
        InterfaceFigures figures;
        const auto begin = line.find_first_not_of(' ');
        figures.name = line.substr(begin, colon - begin);
        std::istringstream numbers(line.substr(colon + 1));
        for (std::size_t column = 0; column < 2 * columnsPerDirection; ++column) {
            std::uint64_t value = 0;
            numbers >> value;
            if (column % columnsPerDirection < counterNames.size())
                figures.counters.emplace_back(
                    std::string(column < columnsPerDirection ? "rx." : "tx.") +
                        counterNames[column % columnsPerDirection],
                    value);
        }
        all.push_back(std::move(figures));
    }
    return all;
}

std::vector<InterfaceFigures> readInterfaceFigures(const DomainDefinition& definition,
                                                   pid_t initPid) {
    std::vector<InterfaceFigures> list;
    const auto& interfaces = definition.devices.interfaces;
    if (interfaces.empty() || initPid <= 0)
        return list;
    const auto inside =
        parseNetDev(readFile("/proc/" + std::to_string(initPid) + "/net/dev").value_or(""));
    const auto host = parseNetDev(readFile("/proc/self/net/dev").value_or(""));
    unsigned unnamed = 0; // those without <guest dev=> are eth0, eth1, …
    for (const auto& interface : interfaces) {
        const auto name = interface.guestDevice.value_or("eth" + std::to_string(unnamed));
        unnamed += interface.guestDevice ? 0 : 1;
        const auto* outer = find(host, interface.targetDevice.value_or(""));
        const auto* inner = find(inside, name);
        if (inner == nullptr && outer == nullptr)
            continue;
        list.push_back(inner != nullptr ? *inner : turned(*outer));
        list.back().name = interface.targetDevice.value_or(name);
    }
    return list;
}

} // namespace twinvirt::lxc
