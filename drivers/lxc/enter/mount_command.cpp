#include "lxc/enter/mount_command.h"

#include "lxc/console_log.h"
#include "lxc/enter/sealed_program.h"
#include "lxc/init_process.h"
#include "lxc/isolation/image_export.h"
#include "util/atomic_file.h"
#include "util/process.h"

#include <sys/wait.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <fcntl.h>
#include <sstream>

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

static Result<void> changeMounts(const MountPlace& place, const MountSpec& mount,
                                 const std::vector<std::string>& verb) {
    const auto init = TRY(openInit(place.status));
    LaunchSpec spec = place.spec;
    spec.mounts = {mount};
    const auto request = TRY(asReadableFile(encodeLaunchSpec(spec)));
    const auto program = TRY(sealedCopy(place.install.libexec + "/twinvirt-enter"));
    std::array<int, 2> pipe{};
    if (::pipe2(pipe.data(), O_CLOEXEC) != 0)
        return systemError("pipe2");
    const UniqueFd errors(pipe[0]);
    UniqueFd theirs(pipe[1]);
    const UniqueFd null(::open("/dev/null", O_RDWR | O_CLOEXEC));
    SpawnRequest spawn;
    spawn.program = "/proc/self/fd/" + std::to_string(program.get());
    spawn.arguments = verb;
    spawn.descriptors = {{null.get(), 0},    {null.get(), 1}, {theirs.get(), 2},
                         {request.get(), 3}, {init.get(), 4}, {place.lock, 5}};
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
                 reason.empty() ? "twinvirt-enter ended without a word" : reason,
                 WIFEXITED(result) ? WEXITSTATUS(result) : 0};
}

static std::string initOf(const MountPlace& place) {
    return std::to_string(place.status.initPid);
}

Result<void> mountLive(const MountPlace& place, const MountSpec& mount) {
    auto mounted = changeMounts(place, mount, {"mount", initOf(place)});
    if (!mounted && !mount.exported.empty())
        endImageExport(mount.exported);
    return mounted;
}

Result<void> unmountLive(const MountPlace& place, const MountSpec& mount,
                         const std::vector<std::uint64_t>& others) {
    std::vector<std::string> verb{"unmount", initOf(place)};
    for (const std::uint64_t other : others)
        verb.push_back(std::to_string(other));
    auto unmounted = changeMounts(place, mount, verb);
    if (unmounted && !mount.exported.empty())
        endImageExport(mount.exported);
    return unmounted;
}

Result<std::vector<std::uint64_t>> mountIds(const ContainerStatus& status) {
    const auto init = TRY(openInit(status));
    const auto text = TRY(readFile("/proc/" + std::to_string(status.initPid) + "/mountinfo"));
    TRY(sendSignal(init.get(), 0)); // it still lives, so the file was its own
    std::vector<std::uint64_t> ids;
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);)
        ids.push_back(std::strtoull(line.c_str(), nullptr, 10));
    return ids;
}

} // namespace twinvirt::lxc
