#pragma once

#include "api/change_scope.h"
#include "shell/command.h"
#include "shell/parsed_command.h"

namespace twinvirt {

namespace option {
constexpr OptionDefinition affectConfig = flag("config", "affect next boot");
constexpr OptionDefinition affectLive = flag("live", "affect running domain");
constexpr OptionDefinition affectCurrent = flag("current", "affect current domain");
} // namespace option

/// --config, --live and --current of a change; an error in virsh's words when --current stands with
/// another.
Result<ChangeScope> changeScope(const ParsedCommand& command);
/// The same of a question, which can be about one definition only.
Result<ChangeScope> questionScope(const ParsedCommand& command);

} // namespace twinvirt
