#include "lxc/upper_changes.h"

#include "lxc/isolation/host_source.h"
#include "lxc/isolation/mount_api.h"
#include "lxc/isolation/safe_path.h"

#include <sys/stat.h>
#include <sys/xattr.h>

#include <algorithm>
#include <array>
#include <climits>
#include <dirent.h>
#include <fcntl.h>
#include <memory>
#include <unistd.h>

namespace twinvirt::lxc {

namespace {

/// The layers below as one tree: the directory itself when it is one layer.
Result<UniqueFd> openBase(const MountSpec& overlay) {
    if (overlay.lowers.empty())
        return openSource(overlay.source);
    std::vector<UniqueFd> layers;
    layers.push_back(TRY(openSource(overlay.source)));
    for (const auto& lower : overlay.lowers)
        layers.push_back(TRY(openSource(lower)));
    std::string list;
    for (const auto& layer : layers)
        list += (list.empty() ? "" : ":") + ("/proc/self/fd/" + std::to_string(layer.get()));
    return newFilesystem("overlay", {{"lowerdir", list}}, MOUNT_ATTR_RDONLY | MOUNT_ATTR_NODEV);
}

class UpperWalk {
  public:
    explicit UpperWalk(int base) : base_(base) {}

    Result<void> visitDirectory(int directory, const std::string& path, bool hidesBase) {
        const std::unique_ptr<DIR, int (*)(DIR*)> stream(::fdopendir(::dup(directory)), ::closedir);
        if (!stream)
            return systemError("read '" + path + "'");
        std::vector<std::string> names;
        while (const dirent* entry = ::readdir(stream.get()))
            if (const std::string name = entry->d_name; name != "." && name != "..")
                names.push_back(name);
        for (const auto& name : names)
            TRY(visit(directory, name, path + "/" + name));
        if (hidesBase)
            TRY(addHidden(path, names));
        return {};
    }
    std::vector<FileChange> take() && {
        std::ranges::sort(changes_, {}, &FileChange::path);
        return std::move(changes_);
    }

  private:
    Result<void> visit(int directory, const std::string& name, const std::string& path) {
        struct stat now {};
        if (::fstatat(directory, name.c_str(), &now, AT_SYMLINK_NOFOLLOW) != 0)
            return errno == ENOENT ? Result<void>() : systemError("stat '" + path + "'");
        struct stat before {};
        const bool existed = statBase(path, before);
        if (S_ISCHR(now.st_mode) && now.st_rdev == 0) {
            if (existed)
                add(FileChange::Kind::deleted, path);
            return {};
        }
        if (!existed)
            add(FileChange::Kind::added, path);
        else if (differs(directory, name, path, now, before))
            add(FileChange::Kind::changed, path);
        if (!S_ISDIR(now.st_mode))
            return {};
        const UniqueFd below(
            ::openat(directory, name.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
        if (!below)
            return errno == ENOENT ? Result<void>() : systemError("open '" + path + "'");
        const bool replaced = existed && S_ISDIR(before.st_mode) && isOpaque(below.get());
        return visitDirectory(below.get(), path, replaced);
    }

    /// What stood in a directory that was removed and made anew, and does not stand there now.
    Result<void> addHidden(const std::string& path, const std::vector<std::string>& names) {
        const auto below = openFileBelow(base_, path);
        if (!below)
            return below.error();
        const std::unique_ptr<DIR, int (*)(DIR*)> stream(::fdopendir(::dup(below->get())),
                                                         ::closedir);
        if (!stream)
            return systemError("read '" + path + "'");
        while (const dirent* entry = ::readdir(stream.get())) {
            const std::string name = entry->d_name;
            if (name != "." && name != ".." && std::ranges::find(names, name) == names.end())
                add(FileChange::Kind::deleted, path + "/" + name);
        }
        return {};
    }

    bool statBase(const std::string& path, struct stat& info) const {
        const auto slash = path.rfind('/');
        const auto parent = openBelow(base_, path.substr(0, slash), Links::refused);
        const std::string name = path.substr(slash + 1);
        return parent && ::fstatat(parent->get(), name.c_str(), &info, AT_SYMLINK_NOFOLLOW) == 0;
    }

    bool differs(int directory, const std::string& name, const std::string& path,
                 const struct stat& now, const struct stat& before) const {
        if (now.st_mode != before.st_mode || now.st_uid != before.st_uid ||
            now.st_gid != before.st_gid || now.st_rdev != before.st_rdev)
            return true;
        if (S_ISDIR(now.st_mode))
            return false;
        if (now.st_size != before.st_size || now.st_mtim.tv_sec != before.st_mtim.tv_sec ||
            now.st_mtim.tv_nsec != before.st_mtim.tv_nsec)
            return true;
        return S_ISLNK(now.st_mode) && linkAt(directory, name) != linkInBase(path);
    }

    static std::string linkAt(int directory, const std::string& name) {
        std::array<char, PATH_MAX> target{};
        const ssize_t size = ::readlinkat(directory, name.c_str(), target.data(), target.size());
        return {target.data(), size > 0 ? static_cast<std::size_t>(size) : 0};
    }

    std::string linkInBase(const std::string& path) const {
        const auto slash = path.rfind('/');
        const auto parent = openBelow(base_, path.substr(0, slash), Links::refused);
        return parent ? linkAt(parent->get(), path.substr(slash + 1)) : "";
    }

    static bool isOpaque(int directory) {
        char value = 0;
        return ::fgetxattr(directory, "trusted.overlay.opaque", &value, 1) == 1 && value == 'y';
    }

    void add(FileChange::Kind kind, const std::string& path) {
        changes_.push_back(FileChange{kind, path});
    }

    int base_;
    std::vector<FileChange> changes_;
};

} // namespace

Result<std::vector<FileChange>> changesOfOverlay(const MountSpec& overlay) {
    const UniqueFd base = TRY(openBase(overlay));
    const UniqueFd place = TRY(openSource(overlay.upper));
    const UniqueFd upper(::openat(place.get(), ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!upper)
        return systemError("open '" + overlay.upper + "'");
    UpperWalk walk(base.get());
    TRY(walk.visitDirectory(upper.get(), "", false));
    return std::move(walk).take();
}

} // namespace twinvirt::lxc
