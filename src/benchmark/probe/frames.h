#pragma once

#include "util/result.h"

#include <cstdint>

namespace twinvirt::bench::probe {

/// What `sendFrames` transfers at a time.
inline constexpr std::uint64_t frameSize = std::uint64_t{64} * 1024;

/// Sends so many frames to a process that is in `receiveFrames` and waits for its word that all
/// have arrived.
Result<void> sendFrames(int fd, std::uint64_t count);
/// Receives what sendFrames sends, until the stream ends.
int receiveFrames(int fd);

} // namespace twinvirt::bench::probe
