#pragma once

#include "api/connection.h"
#include "api/resource_control.h"
#include "shell/json_output.h"
#include "shell/parsed_command.h"
#include "shell/shell.h"

#include <string>
#include <vector>

namespace twinvirt {

/// "hard_limit     : unlimited": one parameter as virsh prints it.
std::string parameterLine(const TuneParameter& parameter);

/// Prints the parameters of one group, as lines or as JSON.
void printParameters(Shell& shell, const ParsedCommand& command, const Domain& domain,
                     const std::vector<TuneParameter>& parameters);

} // namespace twinvirt
