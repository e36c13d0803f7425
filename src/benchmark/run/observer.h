#pragma once

#include <optional>
#include <string>

namespace twinvirt::bench {

struct RunProgress {
    unsigned round = 0;  ///< 0: the trial before the first round
    unsigned rounds = 0; ///< the warm-up rounds among them
    bool warmup = false;
    std::string scenario;  ///< its title
    std::string arm;       ///< its title, with its label
    std::string stepTitle; ///< the kernel that runs now; "" when it is another boot
    unsigned step = 0;     ///< the boot or kernel that runs now; beyond `steps`: all are up
    unsigned steps = 0;
    std::optional<double> waitsForLoad; ///< nothing runs yet: the host's load is still so high
    /// How wide the widest interval is so far (widestInterval); absent in the first rounds.
    std::optional<double> intervalWidth;
    double fraction = 0;
    double secondsLeft = 0; ///< estimated from the blocks so far; 0 when nothing is known yet
};

/// Told how far a run is, from the thread that runs it, never while a boot is timed.
class RunObserver {
  public:
    virtual ~RunObserver() = default;
    virtual void progressed(const RunProgress& progress) = 0;
};

} // namespace twinvirt::bench
