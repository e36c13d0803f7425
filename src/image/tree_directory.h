#pragma once

#include "util/result.h"
#include "util/rollback.h"

#include <string>
#include <string_view>

namespace twinvirt {

/// Makes the directory (0755, and those above it) for a new tree, or takes one that stands empty;
/// operationInvalid when something is in it. The rollback empties it again, and removes it when it
/// was made here; it does not descend into anything that is mounted there.
Result<void> prepareTreeDirectory(const std::string& directory, Rollback& rollback);

/// One file of a tree, with the directories above it (0755).
Result<void> writeTreeFile(const std::string& path, std::string_view content, unsigned mode);

/// Makes a directory and those above it, with exactly this mode for the last.
Result<void> makeTreeDirectory(const std::string& path, unsigned mode);

} // namespace twinvirt
