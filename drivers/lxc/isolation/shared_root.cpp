#include "lxc/isolation/shared_root.h"

#include "lxc/isolation/mount_api.h"
#include "lxc/isolation/safe_path.h"

#include <array>
#include <cerrno>
#include <fcntl.h>

namespace twinvirt::lxc {

using Paths = std::array<std::string, 3>;

/// The three with one detach, for each of which the kernel waits until every CPU has seen it (an
/// RCU grace period): /sys and /dev are moved below /proc before, not onto it, where a detach would
/// take the uppermost alone. What cannot be moved stands where it stood.
static void dropTogether(const Paths& paths) {
    const std::string below = paths[0] + "/sys";
    for (std::size_t i = 1; i < paths.size(); ++i)
        if (::move_mount(AT_FDCWD, paths[i].c_str(), AT_FDCWD, below.c_str(), 0) != 0)
            return;
    (void)::umount2(paths[0].c_str(), MNT_DETACH);
}

Result<void> shareHostRoot(const std::string& place, const RootSpec& root, UniqueFd& cover) {
    const Paths paths{place + "/proc", place + "/sys", place + "/dev"};
    dropTogether(paths);
    for (const std::string& path : paths) { // what it left, and what lay below
        while (::umount2(path.c_str(), MNT_DETACH) == 0) {
        }
        if (errno != EINVAL)
            return systemError("umount2(" + path + ")");
    }
    const UniqueFd host(::open((place + "/").c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
    for (const std::string& hidden : root.hidden) {
        const auto target = openBelow(host.get(), hidden, Links::inside);
        if (!target && target.error().errnum == ENOENT)
            continue;
        if (!target)
            return target.error();
        TRY_WITHIN("hide " + hidden, coverDirectory(cover, target->get()));
    }
    return {};
}

} // namespace twinvirt::lxc
