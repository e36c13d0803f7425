#pragma once

#include "api/domain_types.h"
#include "benchmark/doctor/host_tree.h"
#include "benchmark/measure/noise_reader.h"
#include "util/result.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace twinvirt::bench {

// What makes a host a bad place to measure. Each function gives the same checks in the same order
// on every host: `fail` would spoil the figures (a gate would fire, or the run could not go on),
// `warn` makes them wider or hard to compare with another host's. A thing that the host does not
// have is "not on this host" and passes.

/// Governor, boost, SMT, clock source.
std::vector<HostCheck> checkProcessor(const HostRoots& roots);
/// Transparent huge pages, same-page merging, swap, free memory, address space randomisation.
std::vector<HostCheck> checkMemory(const HostRoots& roots);
/// Load, pressure and steal against the limits of gates.h: `now`, and what happened in the window
/// that ended now.
std::vector<HostCheck> checkQuiet(const NoiseReading& now, const NoiseWindow& window);
/// Whether the host is itself virtual, and how its cgroups are laid out.
std::vector<HostCheck> checkSystem(const HostRoots& roots);
/// The device only: whether KVM runs a guest a driver can tell.
HostCheck checkKvmDevice(const HostRoots& roots);
/// The space that a run has for its trees, in bytes; nullopt when it cannot be told.
HostCheck checkScratch(const std::string& directory, const std::optional<std::uint64_t>& freeBytes);
/// `holder` is what the benchmark that runs says of itself, or why that cannot be told.
HostCheck checkNoOtherBenchmark(const Result<std::optional<std::string>>& holder);
/// Programs that a benchmark can compare with or load a guest with, looked for in the directories
/// of `searchPath` ("/usr/bin:/bin").
HostCheck checkPeers(const std::string& searchPath);

/// Free for everybody in the file system of `directory`.
std::optional<std::uint64_t> freeBytesIn(const std::string& directory);

} // namespace twinvirt::bench
