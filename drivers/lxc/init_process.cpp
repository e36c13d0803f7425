#include "lxc/init_process.h"

#include "lxc/lxc_driver_context.h"
#include "util/atomic_file.h"
#include "util/process.h"

#include <sys/syscall.h>
#include <sys/uio.h>

#include <chrono>
#include <climits>
#include <csignal>
#include <cstdlib>
#include <thread>

namespace twinvirt::lxc {

Result<UniqueFd> openInit(const ContainerStatus& status) {
    auto pidfd = openPidfd(status.initPid);
    if (!pidfd)
        return operationInvalid("domain is not running");
    const auto startTime = processStartTime(status.initPid);
    if (!startTime || *startTime != status.initStartTime)
        return operationInvalid("domain is not running");
    return pidfd;
}

bool InitFacts::handles(int signal) const {
    const std::uint64_t bit = std::uint64_t{1} << (signal - 1);
    return ((caught | blocked) & bit) != 0;
}

static std::string lastPart(const std::string& path) {
    return path.substr(path.rfind('/') + 1);
}

static std::uint64_t maskOf(const std::string& status, const std::string& key) {
    const auto position = status.find("\n" + key + ":");
    if (position == std::string::npos)
        return 0;
    return std::strtoull(status.c_str() + position + key.size() + 2, nullptr, 16);
}

/// The set that the process waits for in sigtimedwait(2), as busybox's init does. The kernel takes
/// these signals out of SigBlk for that time, so only the call's own argument tells.
static std::uint64_t awaitedSignals(pid_t pid) {
    const auto text = readFile("/proc/" + std::to_string(pid) + "/syscall").value_or("");
    char* end = nullptr;
    if (std::strtol(text.c_str(), &end, 10) != SYS_rt_sigtimedwait || end == text.c_str())
        return 0;
    std::uint64_t set = 0;
    iovec here{&set, sizeof set};
    iovec there{reinterpret_cast<void*>(std::strtoull(end, nullptr, 16)), sizeof set};
    return ::process_vm_readv(pid, &here, 1, &there, 1, 0) == sizeof set ? set : 0;
}

/// Who forks blocks every signal for a moment, as dash does; who asks for them has them blocked
/// whenever one looks.
static constexpr int looks = 4;
static constexpr std::chrono::milliseconds betweenLooks{5};

Result<InitFacts> readInitFacts(pid_t pid) {
    const std::string directory = "/proc/" + std::to_string(pid);
    InitFacts facts;
    std::string target(PATH_MAX, '\0');
    const ssize_t length = ::readlink((directory + "/exe").c_str(), target.data(), target.size());
    if (length > 0)
        facts.program = lastPart(target.substr(0, static_cast<std::size_t>(length)));
    const auto arguments = TRY(readFile(directory + "/cmdline"));
    facts.argument = lastPart(arguments.substr(0, arguments.find('\0')));
    facts.blocked = ~std::uint64_t{0};
    for (int look = 0; look < looks; ++look) {
        if (look > 0)
            std::this_thread::sleep_for(betweenLooks);
        const auto status = TRY(readFile(directory + "/status"));
        facts.caught = maskOf(status, "SigCgt");
        facts.blocked &= maskOf(status, "SigBlk") | awaitedSignals(pid);
        if ((facts.blocked & ~facts.caught) == 0)
            break;
    }
    return facts;
}

namespace {

enum class Kind { systemd, busyboxInit, sysvinit, shell, application };

Kind kindOf(const InitFacts& init) {
    if (init.program == "systemd")
        return Kind::systemd;
    const bool namedInit = init.argument == "init" || init.argument == "linuxrc";
    if (init.program == "busybox")
        return namedInit ? Kind::busyboxInit : Kind::shell;
    if (init.program == "init" || init.program == "openrc-init")
        return Kind::sysvinit;
    for (const char* shell : {"sh", "dash", "bash", "zsh", "ksh", "ash", "mksh"})
        if (init.program == shell)
            return Kind::shell;
    return Kind::application;
}

/// First the one that its kind means by it, as each program's manual says.
std::vector<int> shutdownCandidates(Kind kind) {
    switch (kind) {
    case Kind::systemd:
        return {SIGRTMIN + 4, SIGRTMIN + 3}; // poweroff.target; halt.target
    case Kind::busyboxInit:
        return {SIGUSR2, SIGUSR1}; // poweroff; halt
    case Kind::sysvinit:
        return {SIGPWR, SIGINT};
    case Kind::shell:
        return {SIGTERM, SIGHUP}; // an interactive one ignores the first and hangs up on the second
    case Kind::application:
        return {SIGTERM, SIGINT, SIGQUIT};
    }
    return {};
}

std::vector<int> rebootCandidates(Kind kind) {
    switch (kind) {
    case Kind::systemd:
        return {SIGRTMIN + 5}; // reboot.target
    case Kind::busyboxInit:
        return {SIGTERM};
    case Kind::sysvinit:
        return {SIGINT}; // ctrlaltdel
    case Kind::shell:
    case Kind::application:
        break;
    }
    return {};
}

} // namespace

Result<int> shutdownSignal(const InitFacts& init) {
    for (const int signal : shutdownCandidates(kindOf(init)))
        if (init.handles(signal))
            return signal;
    return Error{ErrorCode::operationUnsupported,
                 "shut down: the container's init ('" + init.program +
                     "') handles no signal that asks it to end, so nothing was sent; end it with "
                     "'destroy', or let it handle SIGTERM"};
}

Result<int> rebootSignal(const InitFacts& init) {
    const Kind kind = kindOf(init);
    // Without a word for it, its end is the first half of a reboot; the keeper does the second.
    const auto candidates = rebootCandidates(kind);
    for (const int signal : candidates.empty() ? shutdownCandidates(kind) : candidates)
        if (init.handles(signal))
            return signal;
    if (kind == Kind::busyboxInit) // it listens from its first moment to the beginning of its end
        return Error{ErrorCode::operationInvalid,
                     "reboot: the container is going down already, and its init listens to nobody "
                     "any more; when it has ended, use 'start'"};
    return Error{ErrorCode::operationUnsupported,
                 "reboot: the container's init ('" + init.program +
                     "') handles no signal that asks it to reboot or to end, so nothing was sent; "
                     "use 'destroy' and 'start'"};
}

} // namespace twinvirt::lxc
