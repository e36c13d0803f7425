#pragma once

#include <string>

namespace twinvirt::bench {

struct RunProgress {
    unsigned round = 0;  ///< 0: the trial before the first round
    unsigned rounds = 0; ///< the warm-up rounds among them
    bool warmup = false;
    std::string arm;       ///< its title, with its label
    unsigned instance = 0; ///< that boots now; beyond `count`: all are up
    unsigned count = 0;
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
