#include "lxc/isolation/device_nodes.h"
#include "lxc/isolation/id_mapping.h"
#include "lxc/isolation/mount_api.h"
#include "lxc/isolation/safe_path.h"
#include "lxc/isolation/steps.h"

#include <sys/stat.h>
#include <sys/sysmacros.h>

#include <array>
#include <fcntl.h>
#include <unistd.h>

namespace twinvirt::lxc {

namespace {

struct DeviceNode {
    const char* name;
    unsigned majorNumber;
    unsigned minorNumber;
};

struct DeviceLink {
    const char* name;
    const char* target;
};

/// /dev: a small tmpfs with the nodes that libvirt's LXC driver makes, and /dev/shm and /dev/mqueue
/// besides. It is made on the host and filled before anything of the container can see it.
class DevStep : public IsolationStep {
  public:
    [[nodiscard]] std::string_view name() const override { return "dev"; }

    Result<void> prepare(LaunchContext& launch) override {
        user_ = hostId(launch.spec.idMap.uids, 0);
        group_ = hostId(launch.spec.idMap.gids, 0);
        dev_ = TRY(newTmpfs("0755", "65536", MOUNT_ATTR_NOSUID));
        TRY(makeNodes());
        TRY(makeLinks());
        for (const char* directory : {"pts", "shm", "mqueue"})
            if (::mkdirat(dev_.get(), directory, 0755) != 0 || !give(directory))
                return systemError("make /dev/" + std::string(directory));
        TRY(makeDevices(dev_.get(), launch.spec));
        shm_ = TRY(newTmpfs("1777", "50%", MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV));
        return {};
    }

    Result<void> release(const LaunchSpec& spec) override { return releaseDevices(spec); }

    Result<void> enter(InitContext& init) override {
        const UniqueFd target = TRY(openOrMakeDirectory(init.root.get(), "/dev", Links::refused));
        TRY_WITHIN("/dev", attachMount(dev_.get(), target.get()));
        init.dev = dev_.get();
        TRY(mountBelow("shm", shm_.get()));
        return init.mqueue ? mountBelow("mqueue", init.mqueue.get()) : Result<void>();
    }

  private:
    /// Of the container's root.
    [[nodiscard]] Result<UniqueFd> newTmpfs(const char* mode, const char* size,
                                            unsigned attributes) const {
        return newFilesystem("tmpfs",
                             {{"mode", mode},
                              {"size", size},
                              {"uid", std::to_string(user_)},
                              {"gid", std::to_string(group_)}},
                             attributes);
    }

    /// Gives what is in /dev to the container's root.
    [[nodiscard]] bool give(const char* name) const {
        return ::fchownat(dev_.get(), name, user_, group_, AT_SYMLINK_NOFOLLOW) == 0;
    }

    Result<void> makeNodes() {
        static constexpr std::array<DeviceNode, 6> nodes = {{{"null", 1, 3},
                                                             {"zero", 1, 5},
                                                             {"full", 1, 7},
                                                             {"random", 1, 8},
                                                             {"urandom", 1, 9},
                                                             {"tty", 5, 0}}};
        for (const DeviceNode& node : nodes)
            if (::mknodat(dev_.get(), node.name, S_IFCHR | 0666,
                          makedev(node.majorNumber, node.minorNumber)) != 0 ||
                ::fchmodat(dev_.get(), node.name, 0666, 0) != 0 || !give(node.name))
                return systemError("mknod /dev/" + std::string(node.name));
        return {};
    }

    Result<void> makeLinks() {
        static constexpr std::array<DeviceLink, 5> links = {{{"ptmx", "pts/ptmx"},
                                                             {"fd", "/proc/self/fd"},
                                                             {"stdin", "/proc/self/fd/0"},
                                                             {"stdout", "/proc/self/fd/1"},
                                                             {"stderr", "/proc/self/fd/2"}}};
        for (const DeviceLink& link : links)
            if (::symlinkat(link.target, dev_.get(), link.name) != 0 || !give(link.name))
                return systemError("link /dev/" + std::string(link.name));
        return {};
    }

    Result<void> mountBelow(const char* directory, int mount) {
        const UniqueFd target = TRY(openBelow(dev_.get(), directory, Links::refused));
        TRY_WITHIN("/dev/" + std::string(directory), attachMount(mount, target.get()));
        return {};
    }

    uid_t user_ = 0;
    gid_t group_ = 0;
    UniqueFd dev_;
    UniqueFd shm_;
};

} // namespace

StepPointer makeDevStep() {
    return std::make_unique<DevStep>();
}

} // namespace twinvirt::lxc
