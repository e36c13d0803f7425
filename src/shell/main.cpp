#include "driver_table.h"
#include "shell/global_options.h"
#include "shell/help.h"
#include "shell/interactive.h"

#include <cerrno>
#include <cstdio>
#include <cstring>

namespace {

using namespace twinvirt;

int showVersion(bool longForm) {
    if (!longForm) {
        std::puts(TWINVIRT_VERSION);
        return 0;
    }
    std::string drivers;
    for (const auto& entry : driverTable())
        drivers += " " + entry.kind;
    std::printf("Twinsh command line tool of twinvirt %s\n\nCompiled with support for:\n"
                " Drivers:%s\n Miscellaneous: JSON Debug Editline\n",
                TWINVIRT_VERSION, drivers.c_str());
    return 0;
}

int showHelp() {
    const auto text = globalHelp() + helpOverview(false) +
                      "\n  (specify help <group> for details about the commands in the group)\n"
                      "\n  (specify help <command> for details about the command)\n\n";
    std::fputs(text.c_str(), stdout);
    return 0;
}

int fail(const Error& error) {
    std::fflush(stdout);
    std::fprintf(stderr, "error: %s\n", error.message.c_str());
    return 1;
}

int runCommands(const GlobalOptions& options) {
    Shell shell(options.shell, driverTable(), InstallPaths::ofThisProgram());
    switch (options.words.size()) {
    case 0:
        return runInteractive(shell);
    case 1:
        return shell.runLine(options.words.front());
    default:
        return shell.runWords(options.words);
    }
}

int run(const GlobalOptions& options) {
    for (const auto& warning : options.warnings)
        std::fprintf(stderr, "error: %s\n", warning.c_str());
    switch (options.action) {
    case GlobalOptions::Action::showHelp:
        return showHelp();
    case GlobalOptions::Action::showVersion:
        return showVersion(false);
    case GlobalOptions::Action::showLongVersion:
        return showVersion(true);
    case GlobalOptions::Action::runCommands:
        return runCommands(options);
    }
    return 1;
}

} // namespace

int main(int argc, char* argv[]) {
    const auto options = parseGlobalOptions({argv + 1, argv + argc});
    if (!options)
        return fail(options.error());
    if (options->log)
        if (auto opened = openLog(*options->log); !opened)
            return fail(opened.error());
    const int status = run(*options);
    if (std::fflush(stdout) != 0)
        return fail(systemError("write(stdout)"));
    return status;
}
