#include "lxc/supervisor/keeper_exec.h"

#include <array>
#include <fcntl.h>
#include <unistd.h>

namespace twinvirt::lxc {

static bool restarts(LifecycleAction action) {
    return action == LifecycleAction::restart || action == LifecycleAction::renameRestart ||
           action == LifecycleAction::coredumpRestart;
}

/// Keeps the descriptor over exec and says its number.
static std::string handOver(const UniqueFd& fd) {
    if (!fd)
        return "-1";
    ::fcntl(fd.get(), F_SETFD, 0);
    return std::to_string(fd.get());
}

Error execKeeper(const std::string& program, const LaunchSpec& spec, LaunchContext& launch) {
    const std::string keeper = program.substr(0, program.rfind('/') + 1) + "twinvirt-keeper";
    std::string actions;
    for (const LifecycleAction action : {spec.onPoweroff, spec.onReboot, spec.onCrash})
        actions += restarts(action) ? 'r' : 'd';
    std::string consoles;
    for (const ConsolePair& pair : launch.consoles)
        consoles += handOver(pair.master) + "," + handOver(pair.slave) + ",";
    const std::string pidfd = handOver(launch.initPidfd);
    const std::string listener = handOver(launch.consoleListener);
    std::array<const char*, 9> argv = {
        keeper.c_str(), launch.run.path.c_str(), program.c_str(),  actions.c_str(),
        pidfd.c_str(),  listener.c_str(),        consoles.c_str(), launch.consoleClients.c_str(),
        nullptr};
    // Nothing of the caller's environment stays for the life of the container.
    std::array<char*, 1> environment = {nullptr};
    ::execve(keeper.c_str(), const_cast<char**>(argv.data()), environment.data());
    return systemError("keeper: exec(" + keeper + ")");
}

} // namespace twinvirt::lxc
