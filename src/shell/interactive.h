#pragma once

#include "shell/shell.h"

namespace twinvirt {

/// Reads commands from stdin until it ends or `quit`: with prompt, history and completion from a
/// terminal; otherwise as a script, silently, line by line (a line that ends in a backslash goes
/// on), so that a command that reads stdin itself gets what follows it. The value is the exit
/// status: 0 after a terminal, as virsh; of the last command after a script.
int runInteractive(Shell& shell);

} // namespace twinvirt
