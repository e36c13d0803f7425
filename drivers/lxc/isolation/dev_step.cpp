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

    Result<void> prepare(LaunchContext&) override {
        dev_ =
            TRY(newFilesystem("tmpfs", {{"mode", "0755"}, {"size", "65536"}}, MOUNT_ATTR_NOSUID));
        TRY(makeNodes());
        TRY(makeLinks());
        for (const char* directory : {"pts", "shm", "mqueue"})
            if (::mkdirat(dev_.get(), directory, 0755) != 0)
                return systemError("make /dev/" + std::string(directory));
        shm_ =
            TRY(newFilesystem("tmpfs", {{"mode", "1777"}}, MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV));
        return {};
    }

    Result<void> enter(InitContext& init) override {
        const UniqueFd target = TRY(openOrMakeDirectory(init.root.get(), "/dev", Links::refused));
        TRY_WITHIN("/dev", attachMount(dev_.get(), target.get()));
        init.dev = dev_.get();
        TRY(mountBelow("shm", shm_.get()));
        // Of the ipc namespace that mounts it, so it is made here.
        const auto mqueue =
            newFilesystem("mqueue", {}, MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV | MOUNT_ATTR_NOEXEC);
        if (!mqueue && mqueue.error().errnum == ENODEV)
            return {}; // a kernel without POSIX message queues
        if (!mqueue)
            return mqueue.error();
        return mountBelow("mqueue", mqueue->get());
    }

  private:
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
                ::fchmodat(dev_.get(), node.name, 0666, 0) != 0)
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
            if (::symlinkat(link.target, dev_.get(), link.name) != 0)
                return systemError("link /dev/" + std::string(link.name));
        return {};
    }

    Result<void> mountBelow(const char* directory, int mount) {
        const UniqueFd target = TRY(openBelow(dev_.get(), directory, Links::refused));
        TRY_WITHIN("/dev/" + std::string(directory), attachMount(mount, target.get()));
        return {};
    }

    UniqueFd dev_;
    UniqueFd shm_;
};

} // namespace

StepPointer makeDevStep() {
    return std::make_unique<DevStep>();
}

} // namespace twinvirt::lxc
