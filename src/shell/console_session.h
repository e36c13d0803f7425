#pragma once

#include "shell/shell.h"

namespace twinvirt {

enum class AtEndOfInput {
    detach,         ///< of `console`: leave once the guest has been silent for half a second
    followToTheEnd, ///< of `start --console`: go on showing what the guest prints until it ends
};

/// Joins the terminal, or whatever stdin and stdout are, with a guest's console until the domain
/// ends, the escape byte is read, the input ends (see above), or nobody reads the output any more.
/// A terminal is raw meanwhile, and restored on every way out, a deadly signal included.
/// The guest is told the size of our terminal, and of each change of it. `device` is the console's
/// name, as of GuestAccess::openConsole.
Result<void> runConsole(Shell& shell, const Domain& domain, const std::string& device,
                        const UniqueFd& console, AtEndOfInput atEnd);

/// The size of our terminal; 0 by 0 when standard input is none.
WindowSize terminalSize();

/// The options that `create` and `start` share.
Result<StartOptions> startOptions(const ParsedCommand& command);
/// What follows a start: the console, when --console was given. The value is the exit status.
Result<int> attachIfAsked(Shell& shell, const ParsedCommand& command, const Domain& domain,
                          UniqueFd console);

} // namespace twinvirt
