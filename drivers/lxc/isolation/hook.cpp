#include "lxc/isolation/hook.h"

#include "lxc/run_directory.h"
#include "util/host_program.h"
#include "util/unique_fd.h"

#include <sys/stat.h>
#include <sys/wait.h>

#include <algorithm>
#include <chrono>
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

std::string reasonOf(const HostProgramEnd& end) {
    std::string reason = "exit status " + std::to_string(WEXITSTATUS(end.status));
    if (end.tookTooLong)
        reason = "took longer than a minute";
    else if (WIFSIGNALED(end.status))
        reason = "ended by signal " + std::to_string(WTERMSIG(end.status));
    return end.errors.empty() ? reason : reason + ": " + end.errors;
}

Result<void> runScript(const LaunchSpec& spec, const std::string& script,
                       const std::string& operation, const std::string& sub) {
    const std::string context = "hook '" + script + "' (" + operation + ")";
    const RunDirectory run{spec.runDirectory};
    const UniqueFd definition(::open(run.liveXml().c_str(), O_RDONLY | O_CLOEXEC));
    HostProgram program;
    program.paths = {script};
    program.arguments = {script, spec.name, operation, sub, "-"};
    program.environment = {"PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
                           "LC_ALL=C"};
    program.input = definition.get();
    program.patience = patience;
    const auto end = TRY_WITHIN(context, runHostProgram(program));
    if (end.isSuccess())
        return {};
    return Error{ErrorCode::operationFailed, context + ": " + reasonOf(end)};
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
