#pragma once

#include "benchmark/run/external/external_tool.h"
#include "util/result.h"

#include <sys/types.h>

#include <string>
#include <vector>

namespace twinvirt::bench {

/// The cgroups of an instance, in every tree below `root` (v1, v2 and hybrid): the directories that
/// carry its name, whoever made them. "bench-x-1" is not found in "bench-x-10".
std::vector<std::string> cgroupsNamed(const std::string& root, const std::string& name);

/// Makes the cgroups of an instance with its limits, for a tool that sets none. The directories to
/// join. Errors: those of the kernel, configUnsupported where a controller is missing.
Result<std::vector<std::string>> makeCgroups(const std::string& root,
                                             const ExternalInstance& instance);

/// The processes in these cgroups and those below.
std::vector<pid_t> processesIn(const std::vector<std::string>& cgroups);
/// Removes them from below; those that are not empty stay.
void removeCgroups(const std::vector<std::string>& cgroups);

/// The file with the bytes of memory of a process's own cgroup; "" when the cgroup does not carry
/// the instance's name.
std::string memoryFileOf(const std::string& root, pid_t pid, const std::string& name);

} // namespace twinvirt::bench
