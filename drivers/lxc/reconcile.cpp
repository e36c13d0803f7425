#include "lxc/reconcile.h"

#include "lxc/cgroup_plan.h"
#include "lxc/container_spec.h"
#include "lxc/domain_lock.h"
#include "lxc/isolation/release.h"
#include "lxc/launch_spec.h"
#include "util/atomic_file.h"
#include "xml/domain_xml.h"

#include <cerrno>
#include <cstdio>
#include <thread>
#include <unistd.h>

namespace twinvirt::lxc {

static std::string bootId() {
    return readFile("/proc/sys/kernel/random/boot_id").value_or("").substr(0, 36);
}

static Finding findingOf(const RunDirectory& directory) {
    const auto text = readFile(directory.status());
    if (!text)
        return Finding::unstarted;
    const auto status = decodeStatus(*text); // a torn file tells nothing, and costs nothing
    return status && status->bootId.substr(0, 36) != bootId() ? Finding::rebooted
                                                              : Finding::crashed;
}

/// A launch spec that cannot be read would keep its container from being released for ever: the
/// same cgroups follow from the live definition.
static Result<void> mendLaunchSpec(const StatePaths& paths, const RunDirectory& directory) {
    const auto spec = readLaunchSpec(directory);
    if (spec || spec.error().errnum == ENOENT)
        return {};
    ::unlink(directory.launchSpec().c_str());
    const auto text = readFile(directory.liveXml());
    if (!text)
        return {};
    auto definition = readDomainDefinition({directory.liveXml(), *text});
    if (!definition)
        return {};
    definition->blockIoTune = {}; // its devices may be gone, and only the paths count here
    LaunchSpec mended;
    mended.name = definition->name;
    mended.runDirectory = directory.path;
    const auto layout = TRY(CgroupLayout::detect());
    mended.cgroups = TRY(planCgroups(*definition, layout, cgroupLeaf(definition->name, paths)));
    return writeFileAtomically(directory.launchSpec(), encodeLaunchSpec(mended),
                               Durability::volatileState);
}

Result<FileLock> claimPatiently(const RunDirectory& directory) {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(2);
    while (true) {
        auto alive = claimRunDirectory(directory);
        if (alive || alive.error().code != ErrorCode::resourceBusy ||
            std::chrono::steady_clock::now() > deadline)
            return alive;
        std::this_thread::sleep_for(std::chrono::microseconds(200));
    }
}

Result<Finding> releaseDead(const StatePaths& paths, const std::string& name, bool persistent) {
    const auto directory = paths.runDirectory(name);
    const auto finding = findingOf(directory);
    const auto alive = TRY(claimPatiently(directory));
    TRY(mendLaunchSpec(paths, directory));
    if (persistent) // without a ring its launch did not come that far
        ::rename(directory.consoleRing().c_str(), directory.lastConsole().c_str());
    TRY(releaseContainer(directory));
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

Result<Finding> reconcile(const StatePaths& paths, const DomainStore& store,
                          const std::string& name) {
    auto lock = DomainLock::tryAcquire(paths, name);
    if (!lock) {
        if (lock.error().code == ErrorCode::resourceBusy)
            return Finding::nothing;
        return lock.error();
    }
    const auto state = TRY(readRuntimeState(paths.runDirectory(name)));
    if (state.phase != RuntimeState::Phase::dead)
        return Finding::nothing;
    const bool persistent = store.contains(name); // under the lock: undefine waits
    const auto finding =
        TRY_WITHIN("release what is left of '" + name + "'", releaseDead(paths, name, persistent));
    if (persistent)
        TRY(writeLastReason(paths, name, reasonOf(finding)));
    return finding;
}

} // namespace twinvirt::lxc
