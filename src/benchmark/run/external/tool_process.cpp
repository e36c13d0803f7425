#include "benchmark/run/external/tool_process.h"

#include "util/atomic_file.h"
#include "util/process.h"
#include "util/unique_fd.h"

#include <sys/ioctl.h>
#include <sys/wait.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <sched.h>
#include <unistd.h>

namespace twinvirt::bench {
namespace {

struct Failure {
    int errnum = 0;
    const char* step = "";
};

/// What the child needs, ready made: it shares our memory and may only make system calls.
struct Child {
    const ToolSpawn* spawn = nullptr;
    std::vector<char*> argv;
    std::vector<int> cgroups; ///< their cgroup.procs, open
    int input = -1;
    int output = -1;
    Failure failure; ///< written by the child
};

int failed(Child& child, const char* step) {
    child.failure = {errno, step};
    return 127;
}

void resetSignals() {
    for (int number = 1; number < NSIG; ++number)
        if (number != SIGKILL && number != SIGSTOP)
            ::signal(number, SIG_DFL);
    sigset_t none;
    sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
}

int runChild(void* argument) {
    Child& child = *static_cast<Child*>(argument);
    ::setsid();
    if (child.spawn->mountNamespace >= 0 && ::setns(child.spawn->mountNamespace, CLONE_NEWNS) != 0)
        return failed(child, "enter its mount namespace");
    for (const int cgroup : child.cgroups)
        if (::write(cgroup, "0", 1) != 1)
            return failed(child, "join its cgroup");
    if (::dup2(child.input, STDIN_FILENO) < 0 || ::dup2(child.output, STDOUT_FILENO) < 0 ||
        ::dup2(child.output, STDERR_FILENO) < 0)
        return failed(child, "redirect it");
    if (child.spawn->controllingTerminal && ::ioctl(STDIN_FILENO, TIOCSCTTY, 0) != 0)
        return failed(child, "give it a terminal");
    resetSignals();
    ::execv(child.spawn->program.c_str(), child.argv.data());
    return failed(child, "execute it");
}

/// Like posix_spawn: the caller stands still until the child executes, nothing is copied.
pid_t cloneAndWaitForExec(Child& child) {
    constexpr std::size_t stackSize = 65536;
    alignas(16) static thread_local std::array<char, stackSize> stack;
    sigset_t all;
    sigset_t before;
    sigfillset(&all);
    ::pthread_sigmask(SIG_SETMASK, &all, &before); // no handler of ours may run in the child
    const pid_t pid =
        ::clone(runChild, stack.data() + stack.size(), CLONE_VM | CLONE_VFORK | SIGCHLD, &child);
    const int saved = errno;
    ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
    errno = saved;
    return pid;
}

/// The last lines of a tool's output, for a message.
std::string tailOf(const std::string& text) {
    constexpr std::size_t longest = 600;
    std::string tail = text.substr(text.size() - std::min(text.size(), longest));
    while (!tail.empty() && (tail.back() == '\n' || tail.back() == '\r'))
        tail.pop_back();
    return tail;
}

} // namespace

Result<pid_t> spawnTool(const ToolSpawn& spawn) {
    const UniqueFd null(::open("/dev/null", O_RDWR | O_CLOEXEC));
    Child child;
    child.spawn = &spawn;
    child.input = spawn.input < 0 ? null.get() : spawn.input;
    child.output = spawn.output < 0 ? null.get() : spawn.output;
    for (const std::string& word : spawn.argv)
        child.argv.push_back(const_cast<char*>(word.c_str()));
    child.argv.push_back(nullptr);
    std::vector<UniqueFd> cgroups;
    for (const std::string& directory : spawn.cgroups) {
        const std::string file = directory + "/cgroup.procs";
        cgroups.emplace_back(::open(file.c_str(), O_WRONLY | O_CLOEXEC));
        if (!cgroups.back())
            return systemError("open(" + file + ")");
        child.cgroups.push_back(cgroups.back().get());
    }
    const pid_t pid = cloneAndWaitForExec(child);
    if (pid < 0)
        return systemError("start '" + spawn.program + "'");
    if (child.failure.errnum != 0) {
        ::waitpid(pid, nullptr, 0);
        return systemError("start '" + spawn.program + "': " + child.failure.step,
                           child.failure.errnum);
    }
    return pid;
}

Result<bool> waitForTool(pid_t pid, std::chrono::milliseconds timeout, int& status) {
    const UniqueFd pidfd = TRY(openPidfd(pid));
    if (!TRY(waitForExit(pidfd.get(), timeout)))
        return false;
    while (::waitpid(pid, &status, 0) < 0)
        if (errno != EINTR)
            return systemError("waitpid(" + std::to_string(pid) + ")");
    return true;
}

std::string statusText(int status) {
    if (WIFSIGNALED(status))
        return "was ended by signal " + std::to_string(WTERMSIG(status));
    return "ended with status " + std::to_string(WEXITSTATUS(status));
}

Result<std::string> runTool(ToolSpawn spawn, const std::string& log,
                            std::chrono::milliseconds timeout) {
    // A file and no pipe: what the tool leaves running would hold a pipe open.
    UniqueFd output(::open(log.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
    if (!output)
        return systemError("open(" + log + ")");
    spawn.output = output.get();
    const pid_t pid = TRY(spawnTool(spawn));
    int status = 0;
    const std::string what = "run '" + spawn.argv.front() + "': it ";
    if (!TRY(waitForTool(pid, timeout, status))) {
        ::kill(pid, SIGKILL); // our own child, not yet waited for
        ::waitpid(pid, nullptr, 0);
        return Error{ErrorCode::operationTimeout,
                     what + "took longer than " + std::to_string(timeout.count()) + " ms"};
    }
    std::string text = TRY(readFile(log));
    if (status != 0)
        return Error{ErrorCode::operationFailed,
                     what + statusText(status) + (text.empty() ? "" : ": " + tailOf(text))};
    return text;
}

} // namespace twinvirt::bench
