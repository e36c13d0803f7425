#include "util/host_program.h"

#include "util/process.h"

#include <linux/close_range.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <unistd.h>

namespace twinvirt {

static std::vector<char*> pointersTo(const std::vector<std::string>& strings) {
    std::vector<char*> pointers;
    pointers.reserve(strings.size() + 1);
    for (const auto& string : strings)
        pointers.push_back(const_cast<char*>(string.c_str()));
    pointers.push_back(nullptr);
    return pointers;
}

namespace {

/// What the child needs, made before the fork: after it another thread of the caller's may hold the
/// lock of malloc for ever.
struct ChildPlan {
    std::vector<char*> paths;
    std::vector<char*> arguments;
    std::vector<char*> environment;
    std::array<int, 4> descriptors; ///< 0 to 3 of the child; -1: closed
    bool endsWithCaller;
};

[[noreturn]] void become(const ChildPlan& plan) {
    if (plan.endsWithCaller)
        ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, nullptr);
    constexpr int last = 3;
    std::array<int, last + 1>
        copies{}; // above all of its own numbers, which overwrite nothing then
    for (std::size_t i = 0; i < copies.size(); ++i)
        copies[i] = ::fcntl(plan.descriptors[i], F_DUPFD, last + 1);
    for (int i = 0; i <= last; ++i)
        if (copies[static_cast<std::size_t>(i)] >= 0)
            ::dup2(copies[static_cast<std::size_t>(i)], i);
    const int kept = plan.descriptors.back() >= 0 ? last : STDERR_FILENO;
    ::close_range(static_cast<unsigned>(kept) + 1, ~0U, 0);
    for (const char* path : plan.paths)
        if (path != nullptr)
            ::execve(path, plan.arguments.data(), plan.environment.data());
    ::_exit(HostProgramEnd::notExecuted);
}

std::string textOf(int file) {
    std::array<char, 4096> text{};
    const ssize_t size = ::pread(file, text.data(), text.size(), 0);
    std::string all(text.data(), size > 0 ? static_cast<std::size_t>(size) : 0);
    all.erase(all.find_last_not_of("\n ") + 1);
    return all;
}

/// True when it was killed for its slowness.
Result<bool> endInTime(pid_t child, std::chrono::milliseconds patience) {
    const auto pidfd = TRY(openPidfd(child));
    if (TRY(waitForExit(pidfd.get(), patience)))
        return false;
    (void)sendSignal(pidfd.get(), SIGKILL);
    return true;
}

} // namespace

bool HostProgramEnd::wasExecuted() const {
    return !WIFEXITED(status) || WEXITSTATUS(status) != notExecuted;
}

Result<HostProgramEnd> runHostProgram(const HostProgram& program) {
    const std::string& name = program.paths.front();
    const UniqueFd null(::open("/dev/null", O_RDWR | O_CLOEXEC));
    // A file and not a pipe: what stays in the background would hold the pipe open.
    const UniqueFd output(::memfd_create("output", MFD_CLOEXEC));
    const UniqueFd errors(::memfd_create("errors", MFD_CLOEXEC));
    if (!null || !output || !errors)
        return systemError(name + ": open its streams");
    const int input = program.input < 0 ? null.get() : program.input;
    const ChildPlan plan{pointersTo(program.paths),
                         pointersTo(program.arguments),
                         pointersTo(program.environment),
                         {input, output.get(), errors.get(), program.third},
                         program.endsWithCaller};
    const pid_t child = ::fork();
    if (child < 0)
        return systemError(name + ": fork");
    if (child == 0)
        become(plan);
    HostProgramEnd end;
    if (program.patience)
        end.tookTooLong = TRY(endInTime(child, *program.patience));
    while (::waitpid(child, &end.status, 0) < 0)
        if (errno != EINTR)
            return systemError(name + ": wait");
    end.output = textOf(output.get());
    end.errors = textOf(errors.get());
    return end;
}

} // namespace twinvirt
