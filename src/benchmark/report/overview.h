#pragma once

#include "benchmark/result/analysis.h"

#include <vector>

namespace twinvirt::bench {

/// Of a result with several scenarios: the headlines of all of them, and the means over kernels.
class Overview {
  public:
    explicit Overview(const Analysis& analysis);
    Overview(const Overview&) = delete; // the analysis points into meanMetrics_
    Overview& operator=(const Overview&) = delete;

    [[nodiscard]] const Analysis& analysis() const { return overview_; }

  private:
    Analysis overview_;
    std::vector<Metric> meanMetrics_;
};

} // namespace twinvirt::bench
