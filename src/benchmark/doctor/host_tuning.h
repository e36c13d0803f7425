#pragma once

#include "util/result.h"

#include <string>
#include <string_view>
#include <vector>

namespace twinvirt::bench {

enum class TuneOutcome {
    changed,
    kept,    ///< it was so already
    notHere, ///< not on this host
    failed,  ///< the kernel refused, see `reason`
};
/// "changed", "kept", "not-here", "failed"
std::string_view outcomeWord(TuneOutcome outcome);

/// What became of one setting.
struct TuneStep {
    std::string title;
    TuneOutcome outcome = TuneOutcome::notHere;
    std::string from;
    std::string to;
    std::string reason;

    bool operator==(const TuneStep&) const = default;
};

/// Makes the host steadier: see tunable.h. What was before is written into `stateFile` first, so
/// that a death between leaves nothing that cannot be put back; of a setting that stands there
/// already the first value stays. The caller keeps benchmarks and other tuners away. An error when
/// nothing was changed.
Result<std::vector<TuneStep>> tuneHost(const std::string& sysRoot, const std::string& stateFile);

/// Puts back what `stateFile` says, and removes it. A setting that cannot be put back is `failed`
/// and stays in the file, one that has gone (a CPU was taken out) is `notHere` and does not. No
/// steps where nothing is tuned.
Result<std::vector<TuneStep>> restoreHost(const std::string& sysRoot, const std::string& stateFile);

} // namespace twinvirt::bench
