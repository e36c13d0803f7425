#pragma once

#include "util/result.h"
#include "util/unique_fd.h"

namespace twinvirt::bench::probe {

/// The two ends of a TCP connection over 127.0.0.1, without Nagle's delay. A transfer that stands
/// still for half a minute fails.
struct LoopbackConnection {
    UniqueFd client;
    UniqueFd server;
};

Result<LoopbackConnection> connectLoopback();

} // namespace twinvirt::bench::probe
