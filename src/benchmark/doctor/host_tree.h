#pragma once

#include <optional>
#include <string>
#include <vector>

namespace twinvirt::bench {

/// Where the host's own files are; a test has a tree of its own.
struct HostRoots {
    std::string proc = "/proc";
    std::string sys = "/sys";
    std::string dev = "/dev";
};

/// The first line of a kernel's file without blanks at its ends; nullopt when there is no such
/// file, it cannot be read or is empty.
std::optional<std::string> valueOf(const std::string& file);

/// What is chosen of "always [madvise] never"; the whole line where nothing is in brackets.
std::optional<std::string> choiceOf(const std::string& file);

/// The cpufreq policies of the host as paths below `sysRoot`, in the order of their numbers:
/// "devices/system/cpu/cpufreq/policy0".
std::vector<std::string> frequencyPolicies(const std::string& sysRoot);

} // namespace twinvirt::bench
