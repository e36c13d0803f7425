#include "lxc/enter/live_mount.h"

#include "lxc/isolation/id_mapping.h"
#include "lxc/isolation/locked_mounts.h"
#include "lxc/isolation/mount_tree.h"
#include "util/process.h"

#include <linux/stat.h>
#include <sys/mount.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <fcntl.h>
#include <grp.h>
#include <memory>
#include <optional>
#include <sched.h>
#include <unistd.h>

namespace twinvirt::lxc {

namespace {

Result<UniqueFd> openUserNamespace(int init, pid_t pid) {
    const std::string path = "/proc/" + std::to_string(pid) + "/ns/user";
    UniqueFd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (!fd)
        return systemError("open '" + path + "'");
    // Init still lives, so the path was its own and not that of another with its pid.
    TRY(sendSignal(init, 0));
    return fd;
}

/// The tree as the launch makes it, before the host's mounts are left.
Result<UniqueFd> makeTree(const LaunchSpec& spec, const MountSpec& mount, int init, pid_t pid) {
    MountOwner owner{hostId(spec.idMap.uids, 0), hostId(spec.idMap.gids, 0), -1};
    UniqueFd userNamespace;
    if (spec.shiftFiles) {
        userNamespace = TRY(openUserNamespace(init, pid));
        owner.userNamespace = userNamespace.get();
    }
    UniqueFd tree = TRY(makeMountTree(mount, owner));
    if (spec.hasUserNamespace())
        TRY(lockMounts({{tree.get(), {}}}));
    return tree;
}

/// Becomes root of the container as far as its mounts go; returns its root directory.
Result<UniqueFd> joinMounts(const LaunchSpec& spec, int init) {
    if (::setns(init, CLONE_NEWNS | (spec.hasUserNamespace() ? CLONE_NEWUSER : 0)) != 0)
        return systemError("setns(mounts of the container)");
    // Of its root are the directories that are made for a target.
    if (spec.hasUserNamespace() &&
        (::setgroups(0, nullptr) != 0 || ::setresgid(0, 0, 0) != 0 || ::setresuid(0, 0, 0) != 0))
        return systemError("become the container's root");
    UniqueFd root(::open("/", O_PATH | O_DIRECTORY | O_CLOEXEC));
    if (!root)
        return systemError("open the container's root");
    return root;
}

Links linksOf(const LaunchSpec& spec) {
    return spec.root.shared ? Links::inside : Links::refused;
}

/// The kernel's number of the mount that has `name` (or the descriptor itself, when it is empty) as
/// its root; absent when none has.
Result<std::optional<std::uint64_t>> mountAt(int directory, const char* name) {
    constexpr std::optional<std::uint64_t> none;
    struct statx facts {};
    const int flags = AT_SYMLINK_NOFOLLOW | AT_NO_AUTOMOUNT | (*name == '\0' ? AT_EMPTY_PATH : 0);
    if (::statx(directory, name, flags, STATX_BASIC_STATS | STATX_MNT_ID, &facts) != 0) {
        if (errno == ENOENT)
            return none;
        return systemError("statx");
    }
    if ((facts.stx_attributes & STATX_ATTR_MOUNT_ROOT) == 0)
        return none;
    return std::optional<std::uint64_t>(facts.stx_mnt_id);
}

/// The target's own path, without the links that a shared root may have on the way. Our root is the
/// container's: no link leads out.
std::string withoutLinks(const std::string& target) {
    const std::unique_ptr<char, decltype(&std::free)> path(::realpath(target.c_str(), nullptr),
                                                           &std::free);
    return path ? path.get() : target;
}

} // namespace

Result<void> mountInside(const LaunchSpec& spec, int init, pid_t pid) {
    const MountSpec& mount = spec.mounts.front();
    const bool inner = mount.kind == MountSpec::Kind::inner;
    UniqueFd tree;
    if (!inner)
        tree = TRY(makeTree(spec, mount, init, pid));
    const UniqueFd root = TRY(joinMounts(spec, init));
    const auto place = openBelow(root.get(), mount.target, linksOf(spec));
    if (place && TRY(mountAt(place->get(), "")))
        return Error{ErrorCode::operationInvalid,
                     "something is mounted at '" + mount.target +
                         "' inside already; name another <target dir=>, or detach that first"};
    if (inner)
        tree = TRY(makeInnerTree(root.get(), mount, linksOf(spec)));
    return attachTree(tree.get(), root.get(), mount.target, linksOf(spec));
}

Result<void> unmountInside(const LaunchSpec& spec, int init,
                           const std::vector<std::uint64_t>& others) {
    const std::string& given = spec.mounts.front().target;
    const UniqueFd root = TRY(joinMounts(spec, init));
    std::string target = spec.root.shared ? withoutLinks(given) : given;
    while (target.size() > 1 && target.back() == '/')
        target.pop_back();
    const auto slash = target.rfind('/');
    const std::string name = target.substr(slash + 1);
    // By its name in its parent: a descriptor of the mount itself would keep it busy.
    const auto parent = openBelow(root.get(), target.substr(0, slash), Links::refused);
    if (!parent && parent.error().errnum != ENOENT)
        return parent.error();
    const auto found = parent ? TRY(mountAt(parent->get(), name.c_str())) : std::nullopt;
    if (!found || std::ranges::find(others, *found) != others.end())
        return Error{ErrorCode::operationFailed,
                     "nothing is mounted at '" + given +
                         "' inside any more: the container has unmounted it, or moved it and "
                         "keeps it until its end; --config changes the definition alone",
                     ENOENT};
    if (::fchdir(parent->get()) != 0)
        return systemError("chdir to the parent of '" + target + "'");
    if (::umount2(name.c_str(), UMOUNT_NOFOLLOW) == 0)
        return {};
    if (errno == EBUSY)
        return Error{ErrorCode::operationFailed,
                     "'" + given +
                         "' is in use inside: a process has a file open in it or stands in it, or "
                         "something is mounted below it; end that and repeat",
                     EBUSY};
    return systemError("umount '" + given + "'");
}

} // namespace twinvirt::lxc
