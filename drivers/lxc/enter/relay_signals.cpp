#include "lxc/enter/relay_signals.h"

#include "util/process.h"

#include <sys/signalfd.h>

#include <array>
#include <poll.h>

namespace twinvirt::lxc {

static sigset_t relayedSignals() {
    sigset_t set;
    sigemptyset(&set);
    for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGUSR1, SIGUSR2, SIGWINCH})
        sigaddset(&set, signal);
    return set;
}

RelaySignals::RelaySignals(int terminal) : terminal_(terminal) {
    termios settings{};
    if (::tcgetattr(terminal_, &settings) == 0)
        settings_ = settings;
    const sigset_t set = relayedSignals();
    ::pthread_sigmask(SIG_BLOCK, &set, &before_);
    signals_.reset(::signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK));
}

RelaySignals::~RelaySignals() {
    ::pthread_sigmask(SIG_SETMASK, &before_, nullptr);
    if (settings_)
        ::tcsetattr(terminal_, TCSADRAIN, &*settings_);
}

void RelaySignals::runUntilExit(pid_t pid) const {
    const auto pidfd = openPidfd(pid);
    if (!pidfd)
        return; // it is our child: waitpid tells
    std::array<pollfd, 2> entries{pollfd{pidfd->get(), POLLIN, 0},
                                  pollfd{signals_.get(), POLLIN, 0}};
    while (entries[0].revents == 0) {
        if (::poll(entries.data(), entries.size(), -1) <= 0)
            continue;
        signalfd_siginfo info{};
        if (entries[1].revents != 0 && ::read(signals_.get(), &info, sizeof info) == sizeof info)
            (void)sendSignal(pidfd->get(), static_cast<int>(info.ssi_signo));
    }
}

} // namespace twinvirt::lxc
