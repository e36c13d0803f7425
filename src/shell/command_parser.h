#pragma once

#include "shell/parsed_command.h"
#include "shell/tokenizer.h"

namespace twinvirt {

/// Reads one command by virsh's rules: "--name value", "--name=value", values by position in the
/// order of the definition, "--" ends the options, "--help" asks for the verb's page. The message
/// of an error has a line for each thing that is wrong, in virsh's words.
Result<ParsedCommand> parseCommand(const Words& words);

} // namespace twinvirt
