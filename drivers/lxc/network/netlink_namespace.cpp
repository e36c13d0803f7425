#include "lxc/network/netlink.h"

#include <optional>
#include <sched.h>
#include <thread>

namespace twinvirt::lxc {

Result<NetlinkSocket> NetlinkSocket::openIn(int networkNamespace) {
    std::optional<Result<NetlinkSocket>> result;
    std::thread([&] {
        if (::setns(networkNamespace, CLONE_NEWNET) != 0)
            result.emplace(systemError("setns(network namespace)"));
        else
            result.emplace(open());
    }).join();
    return std::move(*result);
}

} // namespace twinvirt::lxc
