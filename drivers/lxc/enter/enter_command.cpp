#include "lxc/enter/enter_command.h"

#include "lxc/console_log.h"
#include "lxc/enter/enter_request.h"
#include "lxc/enter/relay_signals.h"
#include "lxc/enter/sealed_program.h"
#include "lxc/init_process.h"
#include "lxc/isolation/id_mapping.h"
#include "lxc/launch_spec.h"
#include "util/atomic_file.h"
#include "util/process.h"

#include <sys/wait.h>

#include <cerrno>
#include <sstream>

namespace twinvirt::lxc {

namespace {

/// Where init stands below the container's own cgroup: systemd moves itself into a child, and a v2
/// cgroup with children and controllers takes no process of its own.
std::string currentPath(const std::string& procCgroup, const CgroupMembership& membership) {
    std::istringstream lines(procCgroup);
    for (std::string line; std::getline(lines, line);) {
        const auto first = line.find(':');
        const auto second = line.find(':', first + 1);
        if (second == std::string::npos)
            continue;
        const std::string controllers = line.substr(first + 1, second - first - 1);
        const std::string path = line.substr(second + 1);
        if (controllers == membership.controllers && path.starts_with(membership.path + "/"))
            return path;
    }
    return membership.path;
}

std::vector<EnterCgroup> cgroupsToJoin(const LaunchSpec& spec, pid_t init) {
    const auto text = readFile("/proc/" + std::to_string(init) + "/cgroup").value_or("");
    std::vector<EnterCgroup> cgroups;
    for (const auto& membership : spec.cgroups)
        cgroups.push_back(
            {membership.unified, membership.mountPoint + currentPath(text, membership)});
    return cgroups;
}

/// The container's environment with the request's in its place.
std::vector<std::string> mergedEnvironment(std::vector<std::string> environment,
                                           const std::vector<std::string>& added) {
    for (const auto& variable : added) {
        const auto prefix = variable.substr(0, variable.find('=') + 1);
        std::erase_if(environment, [&prefix](const auto& one) { return one.starts_with(prefix); });
        environment.push_back(variable);
    }
    return environment;
}

int exitCode(int status) {
    return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

bool wantsTerminal(const ExecRequest& request) {
    if (request.terminal == ExecRequest::Terminal::automatic)
        return ::isatty(request.standardInput) == 1 && ::isatty(request.standardOutput) == 1;
    return request.terminal == ExecRequest::Terminal::always;
}

EnterRequest makeRequest(const LaunchSpec& spec, pid_t init, const ExecRequest& request) {
    EnterRequest enter;
    enter.command = request.command;
    enter.environment = mergedEnvironment(spec.init.environment, request.environment);
    enter.cgroups = cgroupsToJoin(spec, init);
    enter.capabilities = spec.capabilities;
    enter.seccompFilter = spec.seccompFilter;
    enter.noNewPrivileges = spec.noNewPrivileges;
    if (!request.keepsCallersLabel)
        enter.securityLabels = spec.securityLabels;
    enter.userNamespace = spec.hasUserNamespace();
    enter.rootUser = hostId(spec.idMap.uids, 0);
    enter.rootGroup = hostId(spec.idMap.gids, 0);
    enter.ownTime = spec.ownTime;
    enter.personality = spec.personality;
    enter.limits = spec.limits;
    enter.terminal = wantsTerminal(request);
    enter.user = request.user;
    enter.directory = request.workingDirectory;
    return enter;
}

} // namespace

Result<int> runInside(const InstallPaths& install, const RunDirectory& directory,
                      const ContainerStatus& status, const ExecRequest& request) {
    if (request.command.empty() || request.command.front().empty())
        return Error{ErrorCode::invalidArgument, "exec: no command was given"};
    const auto init = TRY(openInit(status));
    const auto specText = TRY(readFile(directory.launchSpec()));
    const auto spec = TRY(decodeLaunchSpec(specText));
    const auto enter = makeRequest(spec, status.initPid, request);
    const auto requestFile = TRY(asReadableFile(encodeEnterRequest(enter)));
    const auto program = TRY(sealedCopy(install.libexec + "/twinvirt-enter"));

    SpawnRequest spawn;
    spawn.program = "/proc/self/fd/" + std::to_string(program.get());
    spawn.arguments = {"exec"};
    spawn.descriptors = {{request.standardInput, 0},
                         {request.standardOutput, 1},
                         {request.standardError, 2},
                         {requestFile.get(), 3},
                         {init.get(), 4}};
    spawn.newSession = true; // signals reach the command once: through us
    spawn.environment = {"PATH=/bin:/sbin"};
    RelaySignals relay(request.standardInput);
    const pid_t pid = TRY_WITHIN("exec", spawnProcess(spawn));
    relay.runUntilExit(pid);
    int result = 0;
    while (::waitpid(pid, &result, 0) < 0 && errno == EINTR) {
    }
    return exitCode(result);
}

} // namespace twinvirt::lxc
