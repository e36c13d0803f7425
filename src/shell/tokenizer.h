#pragma once

#include "util/result.h"

#include <string>
#include <string_view>
#include <vector>

namespace twinvirt {

using Words = std::vector<std::string>;

/// Splits a command string as virsh does: commands end at ';' and newline; words at blanks;
/// '…' is literal, "…" is literal but for the backslash, a backslash takes the next character as
/// it is and joins lines; '#' at the start of a word comments the rest of the line out. Commands
/// without a word are left out. Errors: missing ' or ", dangling \.
Result<std::vector<Words>> splitCommands(std::string_view text);

} // namespace twinvirt
