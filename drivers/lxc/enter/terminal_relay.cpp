#include "lxc/enter/terminal_relay.h"

#include <sys/ioctl.h>
#include <sys/signalfd.h>
#include <sys/wait.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <poll.h>
#include <termios.h>

namespace twinvirt::lxc {

namespace {

void copyWindowSize(int master) {
    winsize size{};
    if (::ioctl(0, TIOCGWINSZ, &size) == 0)
        ::ioctl(master, TIOCSWINSZ, &size);
}

void makeRaw(int terminal) {
    termios settings{};
    if (::tcgetattr(terminal, &settings) != 0)
        return;
    ::cfmakeraw(&settings);
    ::tcsetattr(terminal, TCSADRAIN, &settings);
}

/// False at the end of the input.
bool copyOnce(int from, int to) {
    std::array<char, 8192> buffer{};
    const ssize_t count = ::read(from, buffer.data(), buffer.size());
    if (count < 0)
        return errno == EINTR || errno == EAGAIN;
    ssize_t done = 0;
    while (done < count) {
        const ssize_t written =
            ::write(to, buffer.data() + done, static_cast<std::size_t>(count - done));
        if (written < 0 && errno != EINTR)
            return false;
        done += written > 0 ? written : 0;
    }
    return count > 0;
}

/// The command's input ends where that of a script did: ^D, once to hand over a line that has no
/// end, and once for the end of the file.
void endInput(int master) {
    termios settings{};
    if (::tcgetattr(master, &settings) != 0 || (settings.c_lflag & ICANON) == 0)
        return;
    const char end = static_cast<char>(settings.c_cc[VEOF]);
    for (int i = 0; i < 2; ++i)
        (void)!::write(master, &end, 1);
}

/// Takes one signal; true when the child has ended.
bool handleSignal(int signals, int master, pid_t child, int& status) {
    signalfd_siginfo info{};
    if (::read(signals, &info, sizeof info) != static_cast<ssize_t>(sizeof info))
        return false;
    const int signal = static_cast<int>(info.ssi_signo);
    if (signal == SIGCHLD)
        return ::waitpid(child, &status, WNOHANG) == child;
    if (signal == SIGWINCH && master >= 0)
        copyWindowSize(master); // the kernel tells the terminal's foreground processes
    else
        ::kill(child, signal);
    return false;
}

} // namespace

void blockRelayedSignals(int& signals) {
    sigset_t set;
    sigemptyset(&set);
    for (const int signal : {SIGCHLD, SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGUSR1, SIGUSR2, SIGWINCH})
        sigaddset(&set, signal);
    ::sigprocmask(SIG_BLOCK, &set, nullptr);
    signals = ::signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}

Result<Terminal> openContainerTerminal() {
    Terminal terminal;
    terminal.master.reset(
        ::open("/dev/pts/ptmx", O_RDWR | O_NOCTTY | O_NONBLOCK | O_NOFOLLOW | O_CLOEXEC));
    int unlock = 0;
    if (!terminal.master || ::ioctl(terminal.master.get(), TIOCSPTLCK, &unlock) != 0)
        return systemError("open a terminal of the container's /dev/pts");
    ::fcntl(terminal.master.get(), F_SETFL, O_RDWR); // waiting was only a danger in open
    terminal.slave.reset(
        ::ioctl(terminal.master.get(), TIOCGPTPEER, O_RDWR | O_NOCTTY | O_CLOEXEC));
    if (!terminal.slave)
        return systemError("ioctl(TIOCGPTPEER)");
    terminal.forErrors = ::isatty(2) == 1 || ::isatty(1) == 0;
    termios settings{};
    if (::tcgetattr(0, &settings) == 0)
        ::tcsetattr(terminal.slave.get(), TCSANOW, &settings);
    copyWindowSize(terminal.master.get());
    return terminal;
}

int relayUntilExit(int master, int signals, pid_t child) {
    if (master >= 0)
        makeRaw(0);
    std::array<pollfd, 3> entries{pollfd{signals, POLLIN, 0},
                                  pollfd{master >= 0 ? 0 : -1, POLLIN, 0},
                                  pollfd{master, POLLIN, 0}};
    int status = 0;
    bool ended = false;
    while (!ended) {
        if (::poll(entries.data(), entries.size(), -1) < 0)
            continue;
        if (entries[2].revents != 0 && !copyOnce(master, 1))
            entries[2].fd = -1;
        if (entries[1].revents != 0 && !copyOnce(0, master)) {
            entries[1].fd = -1;
            endInput(master);
        }
        if (entries[0].revents != 0)
            ended = handleSignal(signals, master, child, status);
    }
    pollfd rest{entries[2].fd, POLLIN, 0}; // what it printed last is still in the terminal
    while (rest.fd >= 0 && ::poll(&rest, 1, 0) > 0 && copyOnce(master, 1)) {
    }
    return status;
}

} // namespace twinvirt::lxc
