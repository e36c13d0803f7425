#include "lxc/release_wait.h"

#include "lxc/init_process.h"
#include "util/process.h"

#include <array>
#include <cerrno>
#include <fcntl.h>

namespace twinvirt::lxc {

Result<bool> waitForRelease(const RunDirectory& directory, pid_t supervisor,
                            std::chrono::milliseconds timeout) {
    const auto pidfd = openPidfd(supervisor);
    if (!pidfd)
        return pidfd.error().errnum == ESRCH ? Result<bool>(true) : Result<bool>(pidfd.error());
    if (!TRY(FileLock::isHeld(directory.alive())))
        return true;
    return waitForExit(pidfd->get(), timeout);
}

Result<void> watchForAutodestroy(DriverContext& context, const RunDirectory& directory,
                                 const ContainerStatus& status) {
    const auto init = TRY(openInit(status));
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0)
        return systemError("pipe2");
    const UniqueFd theirs(ends[0]);
    UniqueFd ours(ends[1]);
    const UniqueFd null(::open("/dev/null", O_RDWR | O_CLOEXEC));
    SpawnRequest request;
    request.program = context.install.libexec + "/twinvirt-enter";
    request.arguments = {"autodestroy", directory.path};
    request.descriptors = {
        {null.get(), 0}, {null.get(), 1}, {null.get(), 2}, {theirs.get(), 3}, {init.get(), 4}};
    request.newSession = true;
    request.signalsBlocked = true;
    request.environment = {"PATH=/usr/sbin:/usr/bin:/sbin:/bin"};
    context.supervisors.push_back(TRY(spawnProcess(request)));
    context.autodestroy.push_back(std::move(ours));
    return {};
}

} // namespace twinvirt::lxc
