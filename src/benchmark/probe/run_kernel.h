#pragma once

#include "benchmark/probe/kernel.h"

#include <span>

namespace twinvirt::bench::probe {

struct RunRequest {
    const KernelDescription* kernel = nullptr;
    std::uint64_t batches = 5;
    std::uint64_t batchMilliseconds = 50; ///< the least that a batch takes
    /// So many per cent more operations are done than are counted: a slower arm, to try whether it
    /// is found.
    std::uint64_t slowDownPercent = 0;
    KernelSettings settings;
};

/// KERNEL [--batches N] [--batch-ms M] [--slow-down P] [--directory DIR] [--peer ADDRESS:PORT]
/// [--mac MAC --address ADDRESS/PREFIX], the last ones for kernels that use a directory or a peer.
Result<RunRequest> parseRun(std::span<const std::string> words);

/// Finds the size of a batch, measures, and prints the lines of docs/benchmark-probe.md; what was
/// printed when an error is returned is worthless.
Result<void> runKernel(const RunRequest& request);

} // namespace twinvirt::bench::probe
