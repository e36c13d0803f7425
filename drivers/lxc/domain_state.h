#pragma once

#include "lxc/container_status.h"
#include "lxc/run_directory.h"
#include "lxc/state_paths.h"
#include "util/result.h"

#include <set>
#include <string>
#include <vector>

namespace twinvirt::lxc {

/// libvirt's numbers of the reasons that a container can have.
namespace reason {
inline constexpr int unknown = 0;
inline constexpr int runningBooted = 1;
inline constexpr int runningUnpaused = 5;
inline constexpr int pausedUser = 1;
inline constexpr int shutoffShutdown = 1;
inline constexpr int shutoffDestroyed = 2;
inline constexpr int shutoffCrashed = 3;
inline constexpr int shutoffFailed = 6;
} // namespace reason

/// What one look at a run directory tells; nothing is changed and no lock is taken.
struct RuntimeState {
    enum class Phase {
        absent,   ///< no run directory: shut off
        starting, ///< its supervisor lives, init does not run yet
        running,  ///< init runs (or is frozen)
        dead,     ///< the directory is there, the lock on `alive` is free: to be released
    };
    Phase phase = Phase::absent;
    ContainerStatus status;  ///< of running
    bool frozen = false;     ///< of running, as the kernel says
    bool wasResumed = false; ///< of running: suspended and resumed since its start
};

Result<RuntimeState> readRuntimeState(const RunDirectory& directory);

/// The names (as file names) of all run directories. accessDenied when we may not look.
Result<std::vector<std::string>> runDirectoryNames(const StatePaths& paths);

/// Why the domain ended last, as libvirt's virDomainShutoffReason, from RunDirectory::lastEnd();
/// unknown when nobody wrote it.
int readLastReason(const StatePaths& paths, const std::string& name);
/// Under the domain's lock, of a persistent domain.
Result<void> writeLastReason(const StatePaths& paths, const std::string& name, int reason);
/// The paths of all RunDirectory::lastEnd() that there are.
std::set<std::string> lastEnds(const StatePaths& paths);
/// Removes what is kept of the last run: its end and its console.
void forgetLastRun(const StatePaths& paths, const std::string& name);

/// The file in a run directory that freezes the container: a symlink to the cgroup's own.
std::string freezerLink(const RunDirectory& directory);
/// Made by a resume.
std::string resumedMark(const RunDirectory& directory);

} // namespace twinvirt::lxc
