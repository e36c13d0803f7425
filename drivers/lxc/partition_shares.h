#pragma once

#include "lxc/cgroup_layout.h"
#include "lxc/launch_spec.h"
#include "lxc/state_paths.h"
#include "util/result.h"

#include <optional>
#include <string>
#include <vector>

namespace twinvirt::lxc {

/// What a partition gets of its parent when there is not enough for all, in percent of it. What is
/// absent is as the kernel has it: a partition without a share of the CPU counts as 1 percent.
struct PartitionShares {
    std::string path; ///< "/prod/db", as in <resource><partition>
    std::optional<unsigned> cpu;
    std::optional<unsigned> memory; ///< is not taken from it while it uses no more
    std::optional<unsigned> io;

    bool operator==(const PartitionShares&) const = default;
};

using PartitionTable = std::vector<PartitionShares>;

/// ROOT/etc/twinvirt/partitions: a line "/prod cpu=50 memory=50 io=30" for each partition, '#'
/// begins a comment. No file: no partition has a share. configUnsupported names the line that is
/// wrong: no absolute path, no percent, the same path twice, or siblings with more than 100
/// percent.
Result<PartitionTable> loadPartitions(const StatePaths& paths);
Result<PartitionTable> parsePartitions(const std::string& fileName, const std::string& text);

/// The settings of the partitions above a container in `partition`, for a hierarchy: their files
/// are those of parents, "../cpu.shares". Nothing where the hierarchy lacks the controller.
std::vector<CgroupSetting> partitionSettings(const PartitionTable& table,
                                             const std::string& partition,
                                             const CgroupHierarchy& hierarchy);

} // namespace twinvirt::lxc
