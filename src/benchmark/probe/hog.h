#pragma once

#include "util/result.h"

#include <atomic>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace twinvirt::bench::probe {

struct HogSettings {
    std::uint64_t seconds = 10;
    std::uint64_t processes = 0;  ///< 0: the hog's own default
    std::uint64_t mebibytes = 32; ///< of memory or of a file
    std::string directory = "/tmp";
};

using HogCounter = std::atomic<std::uint64_t>;

/// A bad neighbour: it takes as much of one resource as it gets.
struct HogDescription {
    std::string_view name;
    std::string_view operation; ///< what it counts
    std::span<const std::string_view> options;
    std::uint64_t (*workers)(const HogSettings&); ///< processes that do `work` at the same time
    /// Counts what it does until `deadline` (see nanosecondsNow), in a process of its own; leaves
    /// no process behind.
    Result<void> (*work)(const HogSettings&, HogCounter& counter, std::uint64_t deadline);
};

extern const HogDescription cpuHog;
extern const HogDescription memoryHog;
extern const HogDescription diskHog;
extern const HogDescription forkHog;
extern const HogDescription netHog;

struct HogRequest {
    const HogDescription* hog = nullptr;
    HogSettings settings;
};

/// HOG [--seconds S] and the options of that hog.
Result<HogRequest> parseHog(std::span<const std::string> words);

/// Runs for so many seconds, prints begin, end and done; no process of it is left then, however it
/// ends.
Result<void> runHog(const HogRequest& request);

} // namespace twinvirt::bench::probe
