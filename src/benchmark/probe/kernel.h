#pragma once

#include "util/result.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace twinvirt::bench::probe {

/// How much later than asked a sleeper woke up, over one batch; nanoseconds.
struct Lateness {
    std::uint64_t p50 = 0;
    std::uint64_t p99 = 0;
    std::uint64_t max = 0;
};

/// How long something took, over one batch; nanoseconds.
struct Latency {
    std::uint64_t p50 = 0;
    std::uint64_t p95 = 0;
    std::uint64_t p99 = 0;
};

/// Of the kernels that talk to a peer (peer.h).
struct NetworkSettings {
    std::string peer;    ///< "198.18.0.1:40000"
    std::string mac;     ///< of the device that is to be brought up first; empty: none
    std::string address; ///< that it gets: "198.18.0.2/24"
};

struct KernelSettings {
    std::string directory = "/tmp"; ///< where the file kernels have their file
    NetworkSettings network;
};

/// Something small that is measured, ready to run: its making allocates and fills what it needs.
class Kernel {
  public:
    Kernel() = default;
    Kernel(const Kernel&) = delete;
    Kernel& operator=(const Kernel&) = delete;
    virtual ~Kernel() = default;

    /// Does so many operations, a multiple of the description's `step`. This alone is measured.
    virtual Result<void> run(std::uint64_t operations) = 0;
    /// Compares what all runs so far have done with the known answer, so that neither an optimiser
    /// that left work out nor a processor that does it wrongly passes. Kernels whose comparison
    /// costs nothing make it in `run`.
    virtual Result<void> check() { return {}; }
    /// Of the runs since the last call; only a kernel that measures lateness has one.
    virtual std::optional<Lateness> takeLateness() { return std::nullopt; }
    /// Of the operations since the last call; only of a kernel that times each of them.
    virtual std::optional<Latency> takeLatency() { return std::nullopt; }
};

struct KernelDescription {
    std::string_view name;
    std::string_view operation; ///< what one operation is
    std::string_view unit;      ///< what a rate of operations is counted in
    std::string_view source;    ///< the published benchmark that it follows
    std::uint64_t step;         ///< the least number of operations, and what each number divides by
    bool usesDirectory;
    bool usesNetwork = false; ///< talks to a peer
    Result<std::unique_ptr<Kernel>> (*make)(const KernelSettings&) = nullptr;
};

/// "wrong answer: " and what was found instead of what.
Error wrongAnswer(std::string_view found);

} // namespace twinvirt::bench::probe
