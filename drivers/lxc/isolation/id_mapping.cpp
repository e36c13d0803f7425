#include "lxc/isolation/id_mapping.h"

#include <linux/sched.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <sched.h>
#include <unistd.h>

namespace twinvirt::lxc {

std::uint32_t hostId(const std::vector<IdMapRange>& ranges, std::uint32_t inside) {
    for (const IdMapRange& range : ranges)
        if (inside >= range.start && inside - range.start < range.count)
            return range.target + (inside - range.start);
    return ranges.empty() ? inside : inside == 0 ? ranges[0].target : hostId(ranges, 0);
}

/// In one write: the kernel takes a map once.
static Result<void> writeMap(const std::string& path, const std::vector<IdMapRange>& ranges) {
    std::string text;
    for (const IdMapRange& range : ranges)
        text += std::to_string(range.start) + " " + std::to_string(range.target) + " " +
                std::to_string(range.count) + "\n";
    const UniqueFd file(::open(path.c_str(), O_WRONLY | O_CLOEXEC));
    if (!file)
        return systemError("open '" + path + "'");
    if (::write(file.get(), text.data(), text.size()) != static_cast<ssize_t>(text.size()))
        return systemError("write '" + path + "'");
    return {};
}

Result<void> writeIdMaps(pid_t pid, const IdMap& map) {
    const std::string process = "/proc/" + std::to_string(pid);
    TRY(writeMap(process + "/gid_map", map.gids));
    return writeMap(process + "/uid_map", map.uids);
}

static Result<UniqueFd> openMapped(pid_t pid, const IdMap& map) {
    TRY(writeIdMaps(pid, map));
    const std::string path = "/proc/" + std::to_string(pid) + "/ns/user";
    UniqueFd space(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (!space)
        return systemError("open '" + path + "'");
    return space;
}

Result<UniqueFd> makeUserNamespace(const IdMap& map) {
    clone_args arguments{};
    arguments.flags = CLONE_NEWUSER;
    arguments.exit_signal = SIGCHLD;
    const auto pid = static_cast<pid_t>(::syscall(SYS_clone3, &arguments, sizeof arguments));
    if (pid < 0)
        return systemError("clone3(CLONE_NEWUSER)");
    if (pid == 0)
        while (true)
            ::pause();
    auto space = openMapped(pid, map);
    ::kill(pid, SIGKILL);
    while (::waitpid(pid, nullptr, 0) < 0 && errno == EINTR) {
    }
    return space;
}

} // namespace twinvirt::lxc
