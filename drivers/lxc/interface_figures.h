#pragma once

#include "model/domain_definition.h"

#include <sys/types.h>

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace twinvirt::lxc {

/// What one interface of a container received and sent, as the container sees it.
struct InterfaceFigures {
    std::string name; ///< on the host where it has a name there, else inside
    /// libvirt's keys of domstats, "rx.bytes" to "tx.drop".
    std::vector<std::pair<std::string, std::uint64_t>> counters;
};

/// In the order of the live definition. From /proc/PID/net/dev of init where the interface is found
/// under its own name, else from the host's end, whose two directions are the other way round.
/// Interfaces whose counters cannot be read are left out.
std::vector<InterfaceFigures> readInterfaceFigures(const DomainDefinition& definition,
                                                   pid_t initPid);

/// The lines of a /proc/PID/net/dev: name and the counters above.
std::vector<InterfaceFigures> parseNetDev(const std::string& text);

} // namespace twinvirt::lxc
