#pragma once

#include "lxc/network/interface_spec.h"
#include "lxc/network/netlink.h"

namespace twinvirt::lxc {

/// Limits what the device sends: an HTB class with the average as its rate and the peak as its
/// ceiling (man 8 tc-htb). Replaces an earlier limit; an average of 0 takes it away.
Result<void> limitSending(NetlinkSocket& socket, int link, const RateSpec& rate);

/// Drops what the device receives beyond the rate: a policer at its ingress (man 8 tc-u32).
/// systemError with ENOENT when the kernel has no policer.
Result<void> limitReceiving(NetlinkSocket& socket, int link, const RateSpec& rate);

} // namespace twinvirt::lxc
