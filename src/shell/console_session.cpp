#include "shell/console_session.h"

#include "shell/console_relay.h"
#include "shell/raw_terminal.h"
#include "shell/signal_pipe.h"

#include <sys/ioctl.h>

#include <algorithm>
#include <charconv>
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

WindowSize terminalSize() {
    winsize size{};
    if (::ioctl(STDIN_FILENO, TIOCGWINSZ, &size) != 0)
        return {};
    return {size.ws_row, size.ws_col};
}

Result<void> runConsole(Shell& shell, const Domain& domain, const std::string& device,
                        const UniqueFd& console, AtEndOfInput atEnd) {
    showBanner(shell, domain);
    std::fflush(stdout);
    if (::fcntl(console.get(), F_SETFL, ::fcntl(console.get(), F_GETFL) | O_NONBLOCK) != 0)
        return systemError("console: fcntl(O_NONBLOCK)");
    // A console that has no size, or a domain that is ending, is no reason to leave it.
    const auto passSize = [&domain, &device] {
        if (const auto size = terminalSize(); size.rows != 0)
            (void)domain.driver->guest().resizeConsole(domain.record.identity, device, size);
    };
    passSize();

    int signal = 0;
    {
        const auto signals =
            TRY(SignalPipe::open({SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGPIPE, SIGWINCH}));
        const RawTerminal terminal(STDIN_FILENO);
        signal =
            TRY(ConsoleRelay(console.get(), shell.settings().escape, atEnd, passSize).run(signals));
    }
    if (signal != 0)
        ::raise(signal); // the terminal is as it was: now do as the signal says
    if (::isatty(STDOUT_FILENO) != 0)
        shell.done("");
    return {};
}

/// "3,4" as virsh takes it.
static Result<std::vector<int>> descriptorsOf(const std::string& text) {
    std::vector<int> descriptors;
    for (std::size_t begin = 0; begin <= text.size();) {
        const auto end = std::min(text.find(',', begin), text.size());
        int fd = -1;
        const auto [stop, error] = std::from_chars(text.data() + begin, text.data() + end, fd);
        if (error != std::errc{} || stop != text.data() + end || fd < 0)
            return Error{ErrorCode::invalidArgument,
                         "Unable to parse FD number '" + text.substr(begin, end - begin) + "'"};
        descriptors.push_back(fd);
        begin = end + 1;
    }
    return descriptors;
}

Result<StartOptions> startOptions(const ParsedCommand& command) {
    StartOptions options;
    options.paused = command.has("paused");
    options.attachConsole = command.has("console");
    options.autodestroy = command.has("autodestroy");
    options.emulate = command.has("emulate");
    options.consoleWindow = terminalSize();
    if (const auto descriptors = command.text("pass-fds"))
        options.passDescriptors = TRY(descriptorsOf(*descriptors));
    return options;
}

Result<int> attachIfAsked(Shell& shell, const ParsedCommand& command, const Domain& domain,
                          UniqueFd console) {
    if (command.has("console"))
        TRY(runConsole(shell, domain, "", console, AtEndOfInput::followToTheEnd));
    return 0;
}

} // namespace twinvirt
