#pragma once

#include "benchmark/run/block.h"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace twinvirt::bench {

/// Instances that start at the same time: a thread calls for each, through a driver object of its
/// own (Driver: one call at a time for each object). The destructor removes them all.
class ConcurrentSet {
  public:
    ConcurrentSet(const BlockContext& context, const PreparedArm& arm)
        : context_(context), arm_(arm) {}

    struct Started {
        std::vector<Boot> boots;
        double allReadyMs = 0; ///< since the threads were let go
    };
    /// Starts `count` instances, at most one more than the arm has further drivers; their names are
    /// numbered from `firstNumber` on. The host's CPU time meanwhile is shared out evenly among the
    /// boots. The first error after every thread has ended, one that is no stop before one that is.
    Result<Started> boot(const InstanceSet::BootRequest& request, unsigned count,
                         unsigned firstNumber, Sampler& sampler);

    Result<std::vector<DomainFootprint>> footprints();
    /// As InstanceSet: all are tried, the first error comes back.
    Result<std::vector<double>> destroyAll();
    Error destroyAllAfter(Error reason);

  private:
    const BlockContext& context_;
    const PreparedArm& arm_;
    std::vector<std::unique_ptr<InstanceSet>> sets_; ///< of one instance each
};

} // namespace twinvirt::bench
