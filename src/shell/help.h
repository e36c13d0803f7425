#pragma once

#include "shell/command.h"

#include <string>

namespace twinvirt {

/// Pages in virsh's layout.
std::string helpPage(const CommandDefinition& command);
std::string helpPage(const CommandGroup& group);
/// All groups; `grouped` as `help` shows them, otherwise as `twinsh -h` does.
std::string helpOverview(bool grouped);

} // namespace twinvirt
