#include "lxc/keeper/console_relay.h"
#include "lxc/keeper/end_of_init.h"
#include "lxc/keeper/keeper_arguments.h"

#include <linux/close_range.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/syscall.h>

#include <csignal>
#include <cstdint>
#include <cstdio>
#include <ctime>
#include <unistd.h>

extern "C" {
extern const char __executable_start; // of the linker, as `etext`
extern const char etext;
}

namespace twinvirt::lxc {

static KeeperArguments arguments;
static ConsoleRelay relay;

static void watch(int epoll, int fd, ConsoleRelay::Source source) {
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.u64 = ConsoleRelay::tag(source, 0);
    ::epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event);
}

/// SIGTERM means destroy, whether or not init still lives.
static int terminationSignals(sigset_t& set) {
    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    sigprocmask(SIG_BLOCK, &set, nullptr);
    return ::signalfd(-1, &set, SFD_CLOEXEC);
}

/// Sleeps in epoll until init ends (true) or SIGTERM comes (false).
static bool keep(int epoll) {
    while (true) {
        epoll_event events[8];
        const int count = ::epoll_wait(epoll, events, 8, -1);
        for (int i = 0; i < count; ++i) {
            const auto index = static_cast<int>(events[i].data.u64 & 0xffffffffU);
            switch (static_cast<ConsoleRelay::Source>(events[i].data.u64 >> 32U)) {
            case ConsoleRelay::Source::initEnded:
                return true;
            case ConsoleRelay::Source::signal:
                return false;
            case ConsoleRelay::Source::listener:
                relay.onListener();
                break;
            case ConsoleRelay::Source::master:
                relay.onMaster(index, events[i].events);
                break;
            case ConsoleRelay::Source::client:
                relay.onClient(index, events[i].events);
                break;
            }
        }
    }
}

/// An init that ends at once must not be restarted in a tight loop: once a second at most. True
/// when SIGTERM came meanwhile.
static bool pauseBeforeRestart(const timespec& started, const sigset_t& termination) {
    timespec now{};
    ::clock_gettime(CLOCK_MONOTONIC, &now);
    if (now.tv_sec - started.tv_sec > 1)
        return false;
    const timespec second{1, 0};
    return ::sigtimedwait(&termination, nullptr, &second) == SIGTERM;
}

static int becomeSupervisor(bool restart) {
    char listener[16];
    char clients[mostClients * 24];
    if (restart) {
        relay.handOver(clients, sizeof clients);
        std::snprintf(listener, sizeof listener, "%d", arguments.listener);
        ::execl(arguments.supervisor, arguments.supervisor, "restart", arguments.runDirectory,
                listener, clients, nullptr);
    } else {
        ::execl(arguments.supervisor, arguments.supervisor, "release", arguments.runDirectory,
                nullptr);
    }
    // The lock goes free with us: the driver's next look releases what is left.
    std::perror("twinvirt-keeper: exec of the supervisor");
    return 1;
}

/// Gives the pages of the program back that only its start needed: a keeper sleeps for months, and
/// what it still needs is read again in an instant.
static void forgetStart() {
    const auto from = reinterpret_cast<std::uintptr_t>(&__executable_start);
    const auto to = reinterpret_cast<std::uintptr_t>(&etext) & ~std::uintptr_t{4095};
    ::madvise(reinterpret_cast<void*>(from), to - from, MADV_DONTNEED);
}

static int run(int argc, char** argv) {
    if (!arguments.parse(argc, argv)) {
        std::fputs("twinvirt-keeper is run by twinvirt-supervisor\n", stderr);
        return 2;
    }
    ::prctl(PR_SET_NAME, "twinvirt-keeper");
    ::syscall(SYS_close_range, 5U, ~0U, CLOSE_RANGE_CLOEXEC);
    timespec started{};
    ::clock_gettime(CLOCK_MONOTONIC, &started);
    const int epoll = ::epoll_create1(EPOLL_CLOEXEC);
    sigset_t termination;
    watch(epoll, terminationSignals(termination), ConsoleRelay::Source::signal);
    watch(epoll, arguments.initPidfd, ConsoleRelay::Source::initEnded);
    if (!relay.begin(epoll, arguments))
        std::perror("twinvirt-keeper: open the console's ring");

    forgetStart();
    EndOfInit end = keep(epoll) ? EndOfInit::reap(arguments) : EndOfInit::destroyed();
    relay.finish();
    if (end.restart && pauseBeforeRestart(started, termination))
        end = EndOfInit::destroyed();
    end.keep(arguments);
    return becomeSupervisor(end.restart);
}

} // namespace twinvirt::lxc

int main(int argc, char** argv) {
    return twinvirt::lxc::run(argc, argv);
}
