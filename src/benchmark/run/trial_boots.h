#pragma once

#include "benchmark/run/block.h"

#include <map>
#include <string>
#include <tuple>

namespace twinvirt::bench {

/// The boots with which a run finds out, before its first round, whether an arm boots at all, on
/// what, and how long that takes: one for each arm and each way in which the scenarios boot it.
class TrialBoots {
  public:
    struct Trial {
        double seconds = 0; ///< until it was ready
        std::string acceleration;
    };
    /// Boots the arm as the context's scenario does, unless that was done before. Errors: those of
    /// InstanceSet::boot; nothing of the instance is left.
    Result<Trial> of(const BlockContext& context, const PreparedArm& arm, bool emulate);

  private:
    using Way = std::tuple<std::string, bool, Payload, std::string>; ///< with the arm and marker
    std::map<Way, Trial> done_;
};

} // namespace twinvirt::bench
