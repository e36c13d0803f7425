#pragma once

#include "api/domain_types.h"

#include <chrono>
#include <vector>

namespace twinvirt::kvm {

/// Times the steps of a start, from its own making on.
class StepClock {
  public:
    /// Does `work` and notes how long it took, whether it failed or not.
    auto step(const char* name, auto work) {
        const auto begin = std::chrono::steady_clock::now();
        auto result = work();
        steps_.push_back(
            {name, "libvirt", begin - origin_, std::chrono::steady_clock::now() - begin});
        return result;
    }
    [[nodiscard]] const std::vector<StepTiming>& steps() const { return steps_; }

  private:
    std::chrono::steady_clock::time_point origin_ = std::chrono::steady_clock::now();
    std::vector<StepTiming> steps_;
};

} // namespace twinvirt::kvm
