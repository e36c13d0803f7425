#pragma once

#include "log/log.h"
#include "shell/shell.h"

namespace twinvirt {

/// What stands before the verb on twinsh's command line.
struct GlobalOptions {
    enum class Action { runCommands, showHelp, showVersion, showLongVersion };
    Action action = Action::runCommands;
    ShellSettings shell;
    std::optional<LogSettings> log;
    std::vector<std::string> warnings;
    std::vector<std::string> words; ///< the verb and all that follows
};

/// Options end at the first word that is none. The URI is that of -c, else TWINVIRT_DEFAULT_URI,
/// else LIBVIRT_DEFAULT_URI, else (nullopt) twin:///system. invalidArgument in virsh's words.
Result<GlobalOptions> parseGlobalOptions(const std::vector<std::string>& arguments);

/// The page of `twinsh -h`, up to the list of verbs.
std::string globalHelp();

} // namespace twinvirt
