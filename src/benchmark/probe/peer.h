#pragma once

#include "util/result.h"

#include <cstdint>
#include <span>
#include <string>

namespace twinvirt::bench::probe {

/// What a kernel of the network tells its peer first.
enum class PeerTask : std::uint8_t { answerRequests = 'r', receiveFrames = 'b' };

/// peer ADDRESS: what the kernels `net-rr` and `net-bulk` talk to. Takes connections at that IPv4
/// address and a port of the kernel's choice, which its begin event tells, one after the other, and
/// goes on until it is ended.
Result<void> runPeer(std::span<const std::string> words);

} // namespace twinvirt::bench::probe
