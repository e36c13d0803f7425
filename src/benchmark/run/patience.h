#pragma once

#include <chrono>

namespace twinvirt::bench {

/// How long a run waits for the host.
struct Patience {
    /// Before the run: for the host to be quiet.
    std::chrono::milliseconds quiet{0};
    /// Before each block: what the one before freed comes back meanwhile.
    std::chrono::milliseconds settle{200};
    /// For a destroyed instance to be gone with its processes and cgroups.
    std::chrono::milliseconds gone{5000};
};

} // namespace twinvirt::bench
