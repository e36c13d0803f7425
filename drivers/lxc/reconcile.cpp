#include "lxc/reconcile.h"

#include "lxc/cgroup_release.h"
#include "lxc/domain_lock.h"
#include "lxc/launch_spec.h"
#include "util/atomic_file.h"
#include "util/process.h"

#include <sys/stat.h>

#include <csignal>
#include <filesystem>

namespace twinvirt::lxc {

namespace fs = std::filesystem;
static constexpr std::chrono::seconds patience{10};

static std::string bootId() {
    return readFile("/proc/sys/kernel/random/boot_id").value_or("").substr(0, 36);
}

/// Ends the container's init when it is still the process that the status names (the kernel ends it
/// with its supervisor, but PR_SET_PDEATHSIG is no guarantee: setuid clears it).
static void killInit(const ContainerStatus& status) {
    if (status.initPid <= 0)
        return;
    const auto pidfd = openPidfd(status.initPid);
    if (!pidfd)
        return;
    const auto startTime = processStartTime(status.initPid);
    if (startTime && *startTime == status.initStartTime)
        (void)sendSignal(pidfd->get(), SIGKILL);
}

Result<Finding> releaseDead(const StatePaths& paths, const std::string& name) {
    const auto directory = paths.runDirectory(name);
    auto finding = Finding::unstarted;
    if (const auto text = readFile(directory.status())) {
        finding = Finding::crashed;
        const auto status = decodeStatus(*text); // a torn file tells nothing, and costs nothing
        if (status && status->bootId.substr(0, 36) != bootId())
            finding = Finding::rebooted;
        else if (status)
            killInit(*status);
    }
    if (const auto text = readFile(directory.launchSpec()))
        if (const auto spec = decodeLaunchSpec(*text))
            TRY(releaseCgroups(spec->cgroups, patience));
    for (const auto& stale : {directory.path, directory.path + "%gone"}) {
        std::error_code error;
        fs::remove_all(stale, error);
        if (error)
            return systemError("remove '" + stale + "'", error.value());
    }
    return finding;
}

static int reasonOf(Finding finding) {
    switch (finding) {
    case Finding::crashed:
        return reason::shutoffCrashed;
    case Finding::unstarted:
        return reason::shutoffFailed;
    case Finding::nothing:
    case Finding::rebooted:
        break;
    }
    return reason::unknown;
}

Result<Finding> reconcile(const StatePaths& paths, const std::string& name, bool persistent) {
    auto lock = DomainLock::tryAcquire(paths, name);
    if (!lock) {
        if (lock.error().code == ErrorCode::resourceBusy)
            return Finding::nothing;
        return lock.error();
    }
    const auto state = TRY(readRuntimeState(paths.runDirectory(name)));
    if (state.phase != RuntimeState::Phase::dead)
        return Finding::nothing;
    const auto finding =
        TRY_WITHIN("release what is left of '" + name + "'", releaseDead(paths, name));
    if (persistent)
        TRY(writeLastReason(paths, name, reasonOf(finding)));
    return finding;
}

} // namespace twinvirt::lxc
