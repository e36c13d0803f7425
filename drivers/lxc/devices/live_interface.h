#pragma once

#include "lxc/devices/device_kind.h"
#include "lxc/network/interface_spec.h"
#include "lxc/network/netlink.h"
#include "util/unique_fd.h"

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

namespace twinvirt::lxc {

/// An interface of a container that runs: its index in change.spec.interfaces and in the list of
/// names, and the kernel's two sides.
struct LiveInterface {
    RunDirectory directory;
    std::size_t index = 0;
    std::vector<std::string> hostNames;
    UniqueFd guest; ///< the container's network namespace
    NetlinkSocket host;

    [[nodiscard]] const std::string& hostName() const { return hostNames[index]; }
};

/// Shared, since what takes a change back outlives the call that made it.
using LivePointer = std::shared_ptr<LiveInterface>;

Result<LivePointer> openLive(LiveChange& change, std::size_t index);

/// operationInvalid for a container that has the host's network.
Result<void> requireOwnNetwork(const LiveChange& change);

/// Makes the interface and gives it to the container, at this index.
Result<void> plugInterface(LiveChange& change, std::size_t index, const InterfaceSpec& spec);
/// Takes it away when all else is done.
Result<void> unplugInterface(LiveChange& change, std::size_t index);

/// For a client that was killed while it did one of the two.
Result<void> takeInterfaceAway(const Removal& removal, const InterfaceSpec& spec);

} // namespace twinvirt::lxc
