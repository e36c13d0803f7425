#include "shell/console_session.h"

#include "shell/console_relay.h"
#include "shell/raw_terminal.h"
#include "shell/signal_pipe.h"

#include <cstdio>
#include <fcntl.h>
#include <unistd.h>

namespace twinvirt {

namespace {

std::string escapeText(char escape) {
    if (static_cast<unsigned char>(escape) >= 0x20)
        return std::string("Escape character is ") + escape;
    const char letter = static_cast<char>(escape | 0x40);
    return std::string("Escape character is ^") + letter + " (Ctrl + " + letter + ")";
}

/// On a terminal only: what a script collects is the guest's output and nothing else.
void showBanner(Shell& shell, const Domain& domain) {
    if (::isatty(STDOUT_FILENO) == 0)
        return;
    shell.done("Connected to domain '" + domain.record.identity.name + "'");
    shell.done(escapeText(shell.settings().escape));
}

} // namespace

Result<void> runConsole(Shell& shell, const Domain& domain, const UniqueFd& console,
                        AtEndOfInput atEnd) {
    showBanner(shell, domain);
    std::fflush(stdout);
    if (::fcntl(console.get(), F_SETFL, ::fcntl(console.get(), F_GETFL) | O_NONBLOCK) != 0)
        return systemError("console: fcntl(O_NONBLOCK)");
    passWindowSize(console.get());

    int signal = 0;
    {
        const auto signals =
            TRY(SignalPipe::open({SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGPIPE, SIGWINCH}));
        const RawTerminal terminal(STDIN_FILENO);
        signal = TRY(ConsoleRelay(console.get(), shell.settings().escape, atEnd).run(signals));
    }
    if (signal != 0)
        ::raise(signal); // the terminal is as it was: now do as the signal says
    if (::isatty(STDOUT_FILENO) != 0)
        shell.done("");
    return {};
}

StartOptions startOptions(const ParsedCommand& command) {
    StartOptions options;
    options.paused = command.has("paused");
    options.attachConsole = command.has("console");
    options.autodestroy = command.has("autodestroy");
    options.emulate = command.has("emulate");
    return options;
}

Result<int> attachIfAsked(Shell& shell, const ParsedCommand& command, const Domain& domain,
                          UniqueFd console) {
    if (command.has("console"))
        TRY(runConsole(shell, domain, console, AtEndOfInput::followToTheEnd));
    return 0;
}

} // namespace twinvirt
