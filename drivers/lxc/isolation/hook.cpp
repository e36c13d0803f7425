#include "lxc/isolation/hook.h"

#include "lxc/run_directory.h"
#include "util/process.h"
#include "util/unique_fd.h"

#include <linux/close_range.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <csignal>
#include <dirent.h>
#include <fcntl.h>
#include <unistd.h>
#include <vector>

namespace twinvirt::lxc {

namespace {

constexpr std::chrono::seconds patience{60};

bool isScript(const std::string& path) {
    struct stat info {};
    return ::stat(path.c_str(), &info) == 0 && S_ISREG(info.st_mode) &&
           ::access(path.c_str(), X_OK) == 0;
}

std::vector<std::string> scriptsOf(const std::string& hook) {
    std::vector<std::string> scripts;
    const std::string directory = hook + ".d";
    if (DIR* stream = ::opendir(directory.c_str())) {
        while (const dirent* entry = ::readdir(stream))
            if (isScript(directory + "/" + entry->d_name))
                scripts.push_back(directory + "/" + entry->d_name);
        ::closedir(stream);
    }
    std::sort(scripts.begin(), scripts.end());
    if (isScript(hook))
        scripts.insert(scripts.begin(), hook);
    return scripts;
}

[[noreturn]] void become(std::vector<std::string>& arguments, int definition, int null,
                         int errors) {
    std::vector<char*> argv;
    for (auto& argument : arguments)
        argv.push_back(argument.data());
    argv.push_back(nullptr);
    std::string path = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
    std::string locale = "LC_ALL=C";
    std::array<char*, 3> environment{path.data(), locale.data(), nullptr};
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, nullptr);
    ::dup2(definition, STDIN_FILENO);
    ::dup2(null, STDOUT_FILENO);
    ::dup2(errors, STDERR_FILENO);
    ::close_range(3, ~0U, 0); // the container's lock above all
    ::execve(argv.front(), argv.data(), environment.data());
    constexpr int cannotRun = 126; // of a shell
    ::_exit(cannotRun);
}

std::string textOf(int file) {
    std::array<char, 1024> text{};
    const ssize_t size = ::pread(file, text.data(), text.size(), 0);
    std::string all(text.data(), size > 0 ? static_cast<std::size_t>(size) : 0);
    all.erase(all.find_last_not_of("\n ") + 1);
    return all;
}

/// Its status as of waitpid(2); -1 when it took too long.
Result<int> waitForScript(pid_t child) {
    const auto pidfd = TRY(openPidfd(child));
    const bool ended = TRY(waitForExit(pidfd.get(), patience));
    if (!ended)
        (void)sendSignal(pidfd.get(), SIGKILL);
    int status = 0;
    ::waitpid(child, &status, 0);
    return ended ? status : -1;
}

Result<void> runScript(const LaunchSpec& spec, const std::string& script,
                       const std::string& operation, const std::string& sub) {
    const std::string context = "hook '" + script + "' (" + operation + ")";
    const RunDirectory run{spec.runDirectory};
    const UniqueFd null(::open("/dev/null", O_RDWR | O_CLOEXEC));
    const UniqueFd definition(::open(run.liveXml().c_str(), O_RDONLY | O_CLOEXEC));
    const UniqueFd errors(::memfd_create("hook", MFD_CLOEXEC));
    if (!null || !errors)
        return systemError(context);
    std::vector<std::string> arguments{script, spec.name, operation, sub, "-"};
    const pid_t child = ::fork();
    if (child < 0)
        return systemError(context + ": fork");
    if (child == 0)
        become(arguments, definition ? definition.get() : null.get(), null.get(), errors.get());
    const int status = TRY(waitForScript(child));
    if (status == 0)
        return {};
    std::string reason = status < 0 ? "took longer than a minute"
                         : WIFSIGNALED(status)
                             ? "ended by signal " + std::to_string(WTERMSIG(status))
                             : "exit status " + std::to_string(WEXITSTATUS(status));
    if (const std::string said = textOf(errors.get()); !said.empty())
        reason += ": " + said;
    return Error{ErrorCode::operationFailed, context + ": " + reason};
}

} // namespace

Result<void> runHook(const LaunchSpec& spec, const std::string& operation, const std::string& sub) {
    if (spec.hook.empty())
        return {};
    for (const std::string& script : scriptsOf(spec.hook))
        TRY(runScript(spec, script, operation, sub));
    return {};
}

void runEndHooks(const LaunchSpec& spec) {
    for (const char* operation : {"stopped", "release"})
        (void)runHook(spec, operation, "end");
}

} // namespace twinvirt::lxc
