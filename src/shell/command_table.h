#pragma once

#include "shell/command.h"

namespace twinvirt {

/// Every verb, in the groups and in the order in which `help` lists them.
std::span<const CommandGroup> commandGroups();
/// nullptr when there is no such verb.
const CommandDefinition* findCommand(std::string_view name);
/// nullptr when there is no such group; `keyword` as in "help domain".
const CommandGroup* findCommandGroup(std::string_view keyword);

} // namespace twinvirt
