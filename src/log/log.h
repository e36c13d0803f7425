#pragma once

#include "util/result.h"

#include <string>

namespace twinvirt {

/// virsh's debug levels: -d LEVEL shows this level and all above.
enum class LogLevel { debug = 0, info = 1, notice = 2, warning = 3, error = 4 };

struct LogSettings {
    LogLevel level = LogLevel::error;
    bool toStandardError = false; ///< -d
    std::string file;             ///< -l; empty: none. Appended to.
};

/// For the programs' main and long-running parts; a library returns its errors instead. Until it
/// is called, log() does nothing and costs a comparison. systemError when the file cannot be
/// opened.
Result<void> openLog(const LogSettings& settings);
void log(LogLevel level, const std::string& message);

} // namespace twinvirt
