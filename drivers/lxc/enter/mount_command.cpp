#include "lxc/enter/mount_command.h"

#include "lxc/console_log.h"
#include "lxc/enter/sealed_program.h"
#include "lxc/init_process.h"
#include "lxc/isolation/image_export.h"
#include "util/process.h"

#include <sys/wait.h>

#include <array>
#include <cerrno>
#include <fcntl.h>

namespace twinvirt::lxc {

static std::string readToEnd(int fd) {
    std::string text;
    std::array<char, 4096> buffer{};
    ssize_t count = 0;
    while ((count = ::read(fd, buffer.data(), buffer.size())) != 0) {
        if (count > 0)
            text.append(buffer.data(), static_cast<std::size_t>(count));
        else if (errno != EINTR)
            break;
    }
    return text;
}

static Result<void> changeMounts(const InstallPaths& install, const ContainerStatus& status,
                                 LaunchSpec spec, const MountSpec& mount, const std::string& verb) {
    const auto init = TRY(openInit(status));
    spec.mounts = {mount};
    const auto request = TRY(asReadableFile(encodeLaunchSpec(spec)));
    const auto program = TRY(sealedCopy(install.libexec + "/twinvirt-enter"));
    std::array<int, 2> pipe{};
    if (::pipe2(pipe.data(), O_CLOEXEC) != 0)
        return systemError("pipe2");
    const UniqueFd errors(pipe[0]);
    UniqueFd theirs(pipe[1]);
    const UniqueFd null(::open("/dev/null", O_RDWR | O_CLOEXEC));
    SpawnRequest spawn;
    spawn.program = "/proc/self/fd/" + std::to_string(program.get());
    spawn.arguments = {verb, std::to_string(status.initPid)};
    spawn.descriptors = {
        {null.get(), 0}, {null.get(), 1}, {theirs.get(), 2}, {request.get(), 3}, {init.get(), 4}};
    spawn.newSession = true; // a Control+C is ours, and half of a mount is not wanted
    spawn.signalsBlocked = true;
    spawn.environment = {"PATH=/usr/sbin:/usr/bin:/sbin:/bin"};
    const pid_t pid = TRY(spawnProcess(spawn));
    theirs.reset();
    std::string reason = readToEnd(errors.get());
    int result = 0;
    while (::waitpid(pid, &result, 0) < 0 && errno == EINTR) {
    }
    if (result == 0)
        return {};
    if (!reason.empty() && reason.back() == '\n')
        reason.pop_back();
    return Error{ErrorCode::operationFailed,
                 reason.empty() ? "twinvirt-enter ended without a word" : reason};
}

Result<void> mountLive(const InstallPaths& install, const ContainerStatus& status,
                       const LaunchSpec& spec, const MountSpec& mount) {
    auto mounted = changeMounts(install, status, spec, mount, "mount");
    if (!mounted && !mount.exported.empty())
        endImageExport(mount.exported);
    return mounted;
}

Result<void> unmountLive(const InstallPaths& install, const ContainerStatus& status,
                         const LaunchSpec& spec, const MountSpec& mount) {
    auto unmounted = changeMounts(install, status, spec, mount, "unmount");
    if (unmounted && !mount.exported.empty())
        endImageExport(mount.exported);
    return unmounted;
}

} // namespace twinvirt::lxc
