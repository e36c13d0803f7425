#pragma once

#include "util/result.h"

#include <cstdint>

namespace twinvirt::bench::probe {

/// Answers each byte with its successor until the stream ends: the helper's side of a round trip.
int answerWithSuccessors(int input, int output);

/// Sends a byte and waits for its successor, `count` times; `token` is the byte that is sent next.
Result<void> roundTrips(int output, int input, std::uint64_t count, std::uint8_t& token);

} // namespace twinvirt::bench::probe
