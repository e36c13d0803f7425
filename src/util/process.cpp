#include "util/process.h"

#include "util/atomic_file.h"
#include "util/wait.h"

#include <sys/syscall.h>
#include <sys/wait.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <poll.h>
#include <spawn.h>

namespace twinvirt {

Result<UniqueFd> openPidfd(pid_t pid) {
    UniqueFd fd(static_cast<int>(::syscall(SYS_pidfd_open, pid, 0)));
    if (!fd)
        return systemError("pidfd_open(" + std::to_string(pid) + ")");
    return fd;
}

Result<void> sendSignal(int pidfd, int signal) {
    if (::syscall(SYS_pidfd_send_signal, pidfd, signal, nullptr, 0) != 0)
        return systemError("pidfd_send_signal(" + std::to_string(signal) + ")");
    return {};
}

Result<bool> waitForExit(int pidfd, std::chrono::milliseconds timeout) {
    return waitUntilReadable(pidfd, timeout);
}

Result<std::uint64_t> processStartTime(pid_t pid) {
    const std::string path = "/proc/" + std::to_string(pid) + "/stat";
    const std::string text = TRY(readFile(path));
    // The command, field 2, may hold blanks and parentheses: count from its last ')'.
    auto position = text.rfind(')');
    for (int field = 2; field < 22 && position != std::string::npos; ++field)
        position = text.find(' ', position + 1);
    if (position == std::string::npos)
        return Error{ErrorCode::internalError, "read '" + path + "': fewer than 22 fields"};
    return std::strtoull(text.c_str() + position + 1, nullptr, 10);
}

static std::vector<char*> pointersTo(const std::vector<std::string>& strings) {
    std::vector<char*> pointers;
    pointers.reserve(strings.size() + 1);
    for (const auto& string : strings)
        pointers.push_back(const_cast<char*>(string.c_str()));
    pointers.push_back(nullptr);
    return pointers;
}

/// Copies above all of the child's numbers: there the child's dup2 calls, made one after the other,
/// cannot overwrite a descriptor that a later one still needs.
static Result<std::vector<UniqueFd>> outOfTheWay(const std::vector<SpawnedFd>& descriptors) {
    int highest = 2;
    for (const auto& fd : descriptors)
        highest = std::max(highest, fd.child);
    std::vector<UniqueFd> copies;
    for (const auto& fd : descriptors) {
        copies.emplace_back(::fcntl(fd.parent, F_DUPFD_CLOEXEC, highest + 1));
        if (!copies.back())
            return systemError("duplicate descriptor " + std::to_string(fd.parent));
    }
    return copies;
}

void beginOwnSession() {
    for (const int signal : {SIGINT, SIGQUIT, SIGTSTP, SIGHUP}) {
        std::signal(signal, SIG_IGN); // which discards one that is pending (man 7 signal)
        std::signal(signal, SIG_DFL);
    }
    sigset_t none;
    sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
}

Result<pid_t> spawnProcess(const SpawnRequest& request) {
    const auto copies = TRY(outOfTheWay(request.descriptors));
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    posix_spawn_file_actions_init(&actions);
    posix_spawnattr_init(&attributes);
    for (std::size_t i = 0; i < copies.size(); ++i)
        posix_spawn_file_actions_adddup2(&actions, copies[i].get(), request.descriptors[i].child);
    sigset_t mask;
    request.signalsBlocked ? sigfillset(&mask) : sigemptyset(&mask);
    sigset_t defaults;
    sigfillset(&defaults);
    posix_spawnattr_setsigmask(&attributes, &mask);
    posix_spawnattr_setsigdefault(&attributes, &defaults);
    short flags = POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF;
    if (request.newSession)
        flags = static_cast<short>(flags | POSIX_SPAWN_SETSID);
    posix_spawnattr_setflags(&attributes, flags);

    std::vector<std::string> arguments{request.program};
    arguments.insert(arguments.end(), request.arguments.begin(), request.arguments.end());
    const auto argv = pointersTo(arguments);
    const auto envp = pointersTo(request.environment);
    pid_t pid = -1;
    const std::string& image = request.image.empty() ? request.program : request.image;
    const int error = ::posix_spawn(&pid, image.c_str(), &actions, &attributes, argv.data(),
                                    request.environment.empty() ? environ : envp.data());
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attributes);
    if (error != 0)
        return systemError("run '" + request.program + "'", error);
    return pid;
}

/// Reads both pipes until both are at their end; false when the deadline came first.
static bool collectOutput(const UniqueFd& out, const UniqueFd& err, ProcessOutput& into,
                          std::chrono::steady_clock::time_point deadline) {
    std::array<pollfd, 2> entries{pollfd{out.get(), POLLIN, 0}, pollfd{err.get(), POLLIN, 0}};
    const std::array<std::string*, 2> targets{&into.output, &into.errors};
    while (entries[0].fd >= 0 || entries[1].fd >= 0) {
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(
            deadline - std::chrono::steady_clock::now());
        if (left.count() <= 0)
            return false;
        if (::poll(entries.data(), entries.size(), static_cast<int>(left.count())) <= 0)
            continue;
        for (std::size_t i = 0; i < entries.size(); ++i) {
            if (entries[i].fd < 0 || entries[i].revents == 0)
                continue;
            std::array<char, 8192> buffer{};
            const ssize_t count = ::read(entries[i].fd, buffer.data(), buffer.size());
            if (count > 0)
                targets[i]->append(buffer.data(), static_cast<std::size_t>(count));
            else if (count == 0 || errno != EINTR)
                entries[i].fd = -1;
        }
    }
    return true;
}

Result<ProcessOutput> runProcess(const std::string& program,
                                 const std::vector<std::string>& arguments,
                                 std::chrono::milliseconds timeout) {
    std::array<int, 2> out{};
    std::array<int, 2> err{};
    if (::pipe2(out.data(), O_CLOEXEC) != 0)
        return systemError("pipe2");
    UniqueFd outRead(out[0]);
    UniqueFd outWrite(out[1]);
    if (::pipe2(err.data(), O_CLOEXEC) != 0)
        return systemError("pipe2");
    UniqueFd errRead(err[0]);
    UniqueFd errWrite(err[1]);
    const UniqueFd null(::open("/dev/null", O_RDONLY | O_CLOEXEC));
    SpawnRequest request;
    request.program = program;
    request.arguments = arguments;
    request.descriptors = {{null.get(), 0}, {outWrite.get(), 1}, {errWrite.get(), 2}};
    const pid_t pid = TRY(spawnProcess(request));
    outWrite.reset();
    errWrite.reset();

    ProcessOutput result;
    const auto deadline = std::chrono::steady_clock::now() + timeout;
    const bool finished = collectOutput(outRead, errRead, result, deadline);
    if (!finished)
        ::kill(pid, SIGKILL); // our own child, not yet waited for: the pid cannot be another's
    while (::waitpid(pid, &result.status, 0) < 0 && errno == EINTR) {
    }
    if (!finished)
        return Error{ErrorCode::operationTimeout, "run '" + program + "': took longer than " +
                                                      std::to_string(timeout.count()) + " ms"};
    return result;
}

} // namespace twinvirt
