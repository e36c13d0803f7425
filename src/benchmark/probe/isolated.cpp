#include "benchmark/probe/isolated.h"

#include "benchmark/probe/guest_setup.h"
#include "benchmark/probe/output.h"
#include "util/result.h"
#include "util/unique_fd.h"

#include <linux/sched.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <csignal>
#include <fcntl.h>
#include <sched.h>
#include <string_view>
#include <unistd.h>
#include <utility>
#include <vector>

namespace twinvirt::bench::probe {

namespace {

constexpr std::array<std::pair<std::string_view, std::uint64_t>, 6> namespaceFlags{{
    {"pid", CLONE_NEWPID},
    {"mount", CLONE_NEWNS},
    {"uts", CLONE_NEWUTS},
    {"ipc", CLONE_NEWIPC},
    {"net", CLONE_NEWNET},
    {"cgroup", CLONE_NEWCGROUP},
}};

Result<std::uint64_t> flagOf(const std::string& word) {
    std::string names;
    for (const auto& [name, flag] : namespaceFlags) {
        if (name == word)
            return flag;
        names += std::string(name) + ", ";
    }
    return Error{ErrorCode::invalidArgument,
                 "isolated '" + word + "': expected some of " + names + "join=DIR, cpu=N"};
}

Result<void> joinCgroup(const std::string& directory) {
    const std::string file = directory + "/cgroup.procs";
    const UniqueFd procs(::open(file.c_str(), O_WRONLY | O_CLOEXEC));
    if (!procs || ::write(procs.get(), "0", 1) != 1)
        return systemError("join the cgroup '" + directory + "'");
    return {};
}

Result<void> pinTo(std::string_view number) {
    unsigned cpu = 0;
    const auto parsed = std::from_chars(number.data(), number.data() + number.size(), cpu);
    if (parsed.ec != std::errc() || parsed.ptr != number.data() + number.size() ||
        cpu >= CPU_SETSIZE)
        return Error{ErrorCode::invalidArgument,
                     "cpu='" + std::string(number) + "': expected the number of a CPU"};
    cpu_set_t only;
    CPU_ZERO(&only);
    CPU_SET(cpu, &only);
    if (::sched_setaffinity(0, sizeof only, &only) != 0)
        return systemError("run on CPU " + std::to_string(cpu));
    return {};
}

/// Joins and pins; the flags of the namespaces.
Result<std::uint64_t> obey(std::span<const std::string> words) {
    constexpr std::string_view join = "join=";
    constexpr std::string_view cpu = "cpu=";
    std::uint64_t flags = 0;
    for (const std::string& word : words) {
        if (word.starts_with(join))
            TRY(joinCgroup(word.substr(join.size())));
        else if (word.starts_with(cpu))
            TRY(pinTo(std::string_view(word).substr(cpu.size())));
        else
            flags |= TRY(flagOf(word));
    }
    return flags;
}

Result<void> settleIn(std::uint64_t flags) {
    if ((flags & CLONE_NEWNS) != 0 &&
        ::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0)
        return systemError("make the mounts private");
    const bool ownProcesses = (flags & CLONE_NEWNS) != 0 && (flags & CLONE_NEWPID) != 0;
    if (ownProcesses &&
        ::mount("proc", "/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, nullptr) != 0)
        return systemError("mount proc on /proc");
    if ((flags & CLONE_NEWNET) != 0)
        TRY(bringLoopbackUp());
    return {};
}

[[noreturn]] void becomeServer(std::uint64_t flags) {
    // Its parent is never asked who it is: in a pid namespace of its own it could not be told.
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    const auto settled = settleIn(flags);
    if (settled) {
        ::execl("/proc/self/exe", "twinvirt-bench-probe", "serve-as-is", nullptr);
        printError("", "", systemError("run the probe again").message);
    } else {
        printError("", "", settled.error().message);
    }
    ::_exit(1);
}

} // namespace

int serveIsolated(std::span<const std::string> words) {
    const auto flags = obey(words);
    if (!flags) {
        printError("", "", flags.error().message);
        return 1;
    }
    clone_args arguments{};
    arguments.flags = *flags;
    arguments.exit_signal = SIGCHLD;
    const auto child = static_cast<pid_t>(::syscall(SYS_clone3, &arguments, sizeof arguments));
    if (child < 0) {
        printError("", "", systemError("clone3").message);
        return 1;
    }
    if (child == 0)
        becomeServer(*flags);
    int status = 0;
    while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}

} // namespace twinvirt::bench::probe
