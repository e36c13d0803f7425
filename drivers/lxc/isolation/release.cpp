#include "lxc/isolation/release.h"

#include "lxc/cgroup/cgroup_kill.h"
#include "lxc/container_status.h"
#include "lxc/isolation/hook.h"
#include "lxc/isolation/isolation.h"
#include "util/atomic_file.h"
#include "util/process.h"

#include <sys/wait.h>

#include <cerrno>
#include <csignal>
#include <cstring>
#include <dirent.h>
#include <unistd.h>

namespace twinvirt::lxc {

static constexpr int killTimeoutMs = 10000;

Result<LaunchSpec> readLaunchSpec(const RunDirectory& run) {
    return decodeLaunchSpec(TRY(readFile(run.launchSpec())));
}

/// Kills init if the status names a process of this boot that is still the same one.
static Result<void> killInit(const RunDirectory& run) {
    const auto text = readFile(run.status());
    const auto status = text ? decodeStatus(*text) : Result<ContainerStatus>(text.error());
    if (!status)
        return {}; // it never ran, or its cgroup says more
    const auto bootId = readFile("/proc/sys/kernel/random/boot_id");
    const auto pidfd = openPidfd(status->initPid);
    const auto startTime = processStartTime(status->initPid);
    if (!bootId || bootId->compare(0, status->bootId.size(), status->bootId) != 0 || !pidfd ||
        !startTime || *startTime != status->initStartTime)
        return {};
    (void)sendSignal(pidfd->get(), SIGKILL);
    return {};
}

/// Waits for init's end, which is the end of its whole pid namespace, and reaps it if it is ours.
static Result<void> awaitInit(const RunDirectory& run) {
    const auto text = readFile(run.status());
    const auto status = text ? decodeStatus(*text) : Result<ContainerStatus>(text.error());
    if (!status)
        return {};
    const auto pidfd = openPidfd(status->initPid);
    const auto startTime = processStartTime(status->initPid);
    if (!pidfd || !startTime || *startTime != status->initStartTime)
        return {};
    if (!TRY(waitForExit(pidfd->get(), std::chrono::milliseconds(killTimeoutMs))))
        return Error{ErrorCode::operationTimeout,
                     "kill: init (" + std::to_string(status->initPid) + ") does not end"};
    siginfo_t info{};
    ::waitid(P_PIDFD, static_cast<id_t>(pidfd->get()), &info, WEXITED | WNOHANG);
    return {};
}

Result<void> releaseSteps(const RunDirectory& run) {
    const auto spec = readLaunchSpec(run);
    // Without a spec nothing was begun: the driver writes it before it starts the supervisor.
    if (!spec)
        return spec.error().errnum == ENOENT ? Result<void>() : spec.error();
    TRY(killInit(run));
    TRY(killCgroups(spec->cgroups, killTimeoutMs));
    TRY(awaitInit(run));
    const auto steps = isolationSteps();
    for (auto step = steps.rbegin(); step != steps.rend(); ++step)
        TRY_WITHIN((*step)->name(), (*step)->release(*spec));
    return {};
}

static Result<void> removeFiles(const RunDirectory& run) {
    DIR* stream = ::opendir(run.path.c_str());
    if (stream == nullptr)
        return errno == ENOENT ? Result<void>() : systemError("open '" + run.path + "'");
    Result<void> result;
    while (const dirent* entry = ::readdir(stream)) {
        const bool keep = std::strcmp(entry->d_name, ".") == 0 ||
                          std::strcmp(entry->d_name, "..") == 0 ||
                          std::strcmp(entry->d_name, "alive") == 0;
        if (!keep && ::unlinkat(::dirfd(stream), entry->d_name, 0) != 0 && errno != ENOENT)
            result = systemError("remove '" + run.path + "/" + entry->d_name + "'");
    }
    ::closedir(stream);
    return result;
}

Result<void> releaseContainer(const RunDirectory& run) {
    TRY_WITHIN("release", releaseSteps(run));
    if (const auto spec = readLaunchSpec(run))
        runEndHooks(*spec);
    TRY_WITHIN("release", removeFiles(run));
    if (::unlink(run.alive().c_str()) != 0 && errno != ENOENT)
        return systemError("release: remove '" + run.alive() + "'");
    // ENOTEMPTY: the next start was quicker and owns the directory now (claimRunDirectory).
    if (::rmdir(run.path.c_str()) != 0 && errno != ENOENT && errno != ENOTEMPTY)
        return systemError("release: remove '" + run.path + "'");
    return {};
}

} // namespace twinvirt::lxc
