#pragma once

#include "util/result.h"

#include <array>
#include <cstddef>
#include <cstdint>

namespace twinvirt::bench::probe {

// Requests of 100 bytes and answers of 200, as netperf's TCP_RR has them in Felter et al. 2014.
using Request = std::array<std::uint8_t, 100>;
using Answer = std::array<std::uint8_t, 200>;

/// A request that no other number up to 2^64 has.
Request requestOf(std::uint64_t number);
/// The only right answer: the complement of each byte of the request, twice over.
Answer answerTo(const Request& request);

/// Answers each request of a stream until it ends: the peer's side.
int answerRequests(int fd);

/// Sends the request of the number and waits for its answer, of which every byte is compared.
Result<void> exchange(int fd, std::uint64_t number);

} // namespace twinvirt::bench::probe
