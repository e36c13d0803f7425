#pragma once

#include "util/result.h"

#include <string>
#include <vector>

namespace twinvirt::bench {

/// One setting as it was before it was tuned.
struct SavedSetting {
    std::string title;
    std::string file;   ///< below /sys
    std::string before; ///< a single word

    bool operator==(const SavedSetting&) const = default;
};

/// The settings of the file, which is empty or missing where nothing is tuned: no settings then. An
/// error when it is not wholly what writeTuningState writes, names a file that is no tunable, or
/// belongs to or can be written by another user: it tells a root process what to write where.
Result<std::vector<SavedSetting>> readTuningState(const std::string& path);

/// Replaces the file as a whole, and makes its directory; removes it where there are no settings.
Result<void> writeTuningState(const std::string& path, const std::vector<SavedSetting>& settings);

} // namespace twinvirt::bench
