#include "lxc/isolation/safe_path.h"

#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>

#include <array>
#include <cerrno>
#include <fcntl.h>
#include <sched.h>
#include <unistd.h>

namespace twinvirt::lxc {

/// man 2 openat2, EAGAIN: the kernel cannot tell where a ".." leads while somebody renames or
/// mounts anywhere on the host, and leaves it to the caller to ask again. Not for ever: a container
/// may do that on purpose.
static constexpr int tries = 1000;

static UniqueFd openat2(int root, const std::string& path, std::uint64_t flags,
                        std::uint64_t resolve) {
    open_how how{};
    how.flags = flags | O_CLOEXEC;
    how.resolve = RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS | resolve;
    const auto start = path.find_first_not_of('/');
    const char* relative = start == std::string::npos ? "." : path.c_str() + start;
    long fd = -1;
    for (int i = 0; i < tries && fd < 0; ++i) {
        if (i > 0)
            ::sched_yield();
        fd = ::syscall(SYS_openat2, root, relative, &how, sizeof how);
        if (fd < 0 && errno != EAGAIN)
            break;
    }
    return UniqueFd(static_cast<int>(fd));
}

static Error openError(const std::string& path, Links links) {
    if (errno == ELOOP && links == Links::refused)
        return {ErrorCode::configUnsupported,
                "open '" + path +
                    "' in the container: there is a symbolic link in this path, which is refused; "
                    "name the real path",
                ELOOP};
    return systemError("open '" + path + "' in the container");
}

Result<UniqueFd> openBelow(int root, const std::string& path, Links links) {
    UniqueFd fd = openat2(root, path, O_PATH, links == Links::refused ? RESOLVE_NO_SYMLINKS : 0);
    if (!fd)
        return openError(path, links);
    return fd;
}

Result<UniqueFd> openFileBelow(int root, const std::string& path) {
    UniqueFd fd = openat2(root, path, O_RDONLY | O_NONBLOCK | O_NOCTTY, 0);
    if (!fd)
        return openError(path, Links::inside);
    return fd;
}

/// Opens the parent of `path`, made where missing, and says the last name.
static Result<UniqueFd> openParent(int root, const std::string& path, Links links,
                                   std::string& name) {
    std::string trimmed = path;
    while (!trimmed.empty() && trimmed.back() == '/')
        trimmed.pop_back();
    const auto slash = trimmed.rfind('/');
    name = slash == std::string::npos ? trimmed : trimmed.substr(slash + 1);
    if (name.empty() || name == "." || name == "..")
        return Error{ErrorCode::configUnsupported, "make '" + path + "': not a usable path"};
    return openOrMakeDirectory(root, slash == std::string::npos ? "" : trimmed.substr(0, slash),
                               links);
}

Result<UniqueFd> openOrMakeDirectory(int root, const std::string& path, Links links) {
    auto found = openBelow(root, path, links);
    if (!found && found.error().errnum == ENOENT) {
        std::string name;
        const UniqueFd parent = TRY(openParent(root, path, links, name));
        if (::mkdirat(parent.get(), name.c_str(), 0755) != 0 && errno != EEXIST)
            return systemError("make directory '" + path + "' in the container");
        found = openBelow(root, path, links);
    }
    if (!found)
        return found;
    struct stat info {};
    if (::fstat(found->get(), &info) != 0 || !S_ISDIR(info.st_mode))
        return systemError("open '" + path + "' in the container", ENOTDIR);
    return found;
}

Result<UniqueFd> openOrMakeFile(int root, const std::string& path, Links links) {
    auto found = openBelow(root, path, links);
    if (found || found.error().errnum != ENOENT)
        return found;
    std::string name;
    const UniqueFd parent = TRY(openParent(root, path, links, name));
    const UniqueFd made(::openat(parent.get(), name.c_str(),
                                 O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0644));
    if (!made && errno != EEXIST)
        return systemError("make file '" + path + "' in the container");
    return openBelow(root, path, links);
}

Result<void> changeDirectory(int root, const std::string& directory) {
    const UniqueFd fd = TRY(openBelow(root, directory, Links::inside));
    if (::fchdir(fd.get()) != 0)
        return systemError("chdir(" + directory + ")");
    std::array<char, 4096> where{};
    if (::getcwd(where.data(), where.size()) == nullptr || where[0] != '/')
        return Error{ErrorCode::configUnsupported,
                     "chdir(" + directory + "): leads out of the container's root"};
    return {};
}

} // namespace twinvirt::lxc
