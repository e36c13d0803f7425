#include "lxc/isolation/shared_root.h"

#include "lxc/isolation/mount_api.h"
#include "lxc/isolation/safe_path.h"

#include <array>
#include <cerrno>
#include <fcntl.h>
#include <unistd.h>

namespace twinvirt::lxc {

using Paths = std::array<std::string, 3>;

/// The mounts on all paths with one detach, for each of which the kernel waits until every CPU
/// has seen it (an RCU grace period): the others are moved onto the first one before. False
/// when that cannot be; those not moved stand as they stood.
static bool dropTogether(const Paths& paths) {
    const UniqueFd first(::open(paths[0].c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
    for (std::size_t i = 1; i < paths.size(); ++i)
        if (::move_mount(AT_FDCWD, paths[i].c_str(), first.get(), "", MOVE_MOUNT_T_EMPTY_PATH) != 0)
            return false;
    // "." is the first mount itself, not what now lies over it.
    const bool dropped = ::fchdir(first.get()) == 0 && ::umount2(".", MNT_DETACH) == 0;
    return ::chdir("/") == 0 && dropped;
}

Result<void> shareHostRoot(const std::string& place, const RootSpec& root, UniqueFd& cover) {
    const Paths paths{place + "/proc", place + "/sys", place + "/dev"};
    if (!dropTogether(paths))
        for (const std::string& path : paths)
            if (::umount2(path.c_str(), MNT_DETACH) != 0 && errno != EINVAL)
                return systemError("umount2(" + path + ")");
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
