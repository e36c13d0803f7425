#pragma once

#include "util/result.h"

#include <string>
#include <vector>

namespace twinvirt::bench {

/// Cgroups of a probe's own on the host, one in each hierarchy that there is, below the cgroup of
/// this program and without a limit of their own; removed with this object.
class ProbeCgroup {
  public:
    ProbeCgroup() = default;
    /// "twinvirt-bench-RUNID-ARM"; systemError names the directory.
    static Result<ProbeCgroup> create(const std::string& name);
    ProbeCgroup(ProbeCgroup&& other) noexcept = default;
    ProbeCgroup& operator=(ProbeCgroup&& other) noexcept;
    ProbeCgroup(const ProbeCgroup&) = delete;
    ~ProbeCgroup();

    [[nodiscard]] const std::vector<std::string>& directories() const { return directories_; }
    /// Waits, some seconds at most, until the last of its processes is gone; resourceBusy with the
    /// directory that stays.
    Result<void> remove();

  private:
    std::vector<std::string> directories_;
};

/// What runs that were killed have left of such cgroups, removed: their directories. Only to be
/// called while no benchmark runs. `prefix` stands before the run's id.
Result<std::vector<std::string>>
removeLeftProbeCgroups(const std::string& prefix = "twinvirt-bench-");

} // namespace twinvirt::bench
