#include "lxc/host_checks.h"
#include "lxc/isolation/image_export.h"
#include "lxc/network/link.h"
#include "lxc/network/user_network.h"

#include <linux/if_tun.h>
#include <linux/mount.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <net/if.h>
#include <sched.h>
#include <unistd.h>

namespace twinvirt::lxc {

namespace {

/// A tmpfs on /tmp that only this child sees.
int ownTemporaryTree() {
    if (::unshare(CLONE_NEWNS) != 0 ||
        ::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0 ||
        ::mount("tmpfs", "/tmp", "tmpfs", 0, nullptr) != 0)
        return errno;
    for (const char* directory : {"/tmp/lower", "/tmp/upper", "/tmp/work", "/tmp/merged"})
        if (::mkdir(directory, 0755) != 0)
            return errno;
    return 0;
}

int tryOverlay() {
    if (const int error = ownTemporaryTree())
        return error;
    const char* options = "lowerdir=/tmp/lower,upperdir=/tmp/upper,workdir=/tmp/work";
    return ::mount("overlay", "/tmp/merged", "overlay", 0, options) == 0 ? 0 : errno;
}

/// The map of an idmapped mount is a user namespace: a child makes it, we keep it open.
int openMappedUserNamespace() {
    std::array<int, 2> ready{};
    std::array<int, 2> hold{};
    if (::pipe(ready.data()) != 0 || ::pipe(hold.data()) != 0)
        return -1;
    const pid_t pid = ::fork();
    if (pid == 0) {
        ::close(hold[1]);
        const bool done = ::unshare(CLONE_NEWUSER) == 0 && ::write(ready[1], "1", 1) == 1;
        char byte = 0;
        ::_exit(done && ::read(hold[0], &byte, 1) == 0 ? 0 : 1);
    }
    ::close(ready[1]);
    char byte = 0;
    int fd = -1;
    if (pid > 0 && ::read(ready[0], &byte, 1) == 1) {
        const std::string base = "/proc/" + std::to_string(pid);
        for (const char* file : {"/uid_map", "/gid_map"}) {
            const int map = ::open((base + file).c_str(), O_WRONLY | O_CLOEXEC);
            if (map < 0 || ::write(map, "0 100000 65536", 14) != 14)
                return -1;
            ::close(map);
        }
        fd = ::open((base + "/ns/user").c_str(), O_RDONLY | O_CLOEXEC);
    }
    ::close(hold[1]);
    return fd;
}

int tryIdmappedMount() {
    if (const int error = ownTemporaryTree())
        return error;
    const int userNamespace = openMappedUserNamespace();
    if (userNamespace < 0)
        return errno != 0 ? errno : EINVAL;
    const auto tree = static_cast<int>(
        ::syscall(SYS_open_tree, AT_FDCWD, "/tmp/lower", OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC));
    struct mount_attr attributes {};
    attributes.attr_set = MOUNT_ATTR_IDMAP;
    attributes.userns_fd = static_cast<__u64>(userNamespace);
    const long result =
        ::syscall(SYS_mount_setattr, tree, "", AT_EMPTY_PATH, &attributes, sizeof attributes);
    return tree >= 0 && result == 0 ? 0 : errno;
}

/// Adds a link in a network namespace of its own.
int addLink(Result<void> (*add)(NetlinkSocket&)) {
    if (::unshare(CLONE_NEWNET) != 0)
        return errno;
    auto socket = NetlinkSocket::open();
    const auto added = socket ? add(*socket) : Result<void>(socket.error());
    return added ? 0 : EOPNOTSUPP;
}

int tryVeth() {
    return addLink([](NetlinkSocket& socket) {
        VethRequest request;
        request.host.name = "probe0";
        request.guest.name = "probe1";
        return createVeth(socket, request);
    });
}

int tryBridge() {
    return addLink([](NetlinkSocket& socket) { return createBridge(socket, "probe0"); });
}

int tryTun() {
    if (::unshare(CLONE_NEWNET) != 0)
        return errno;
    const int fd = ::open("/dev/net/tun", O_RDWR | O_CLOEXEC);
    if (fd < 0)
        return errno;
    struct ifreq request {};
    request.ifr_flags = IFF_TUN | IFF_NO_PI;
    std::snprintf(request.ifr_name, IFNAMSIZ, "probe0");
    return ::ioctl(fd, TUNSETIFF, &request) == 0 ? 0 : errno;
}

HostCheck tried(const std::string& topic, int (*attempt)(), const std::string& remedy) {
    const int error = tryInChild(attempt);
    return hostCheck(topic, error == 0 ? CheckVerdict::pass : CheckVerdict::warn,
                     error == 0 ? "tried" : std::strerror(error), remedy);
}

} // namespace

std::vector<HostCheck> checkMounts() {
    return {tried("for overlay file systems", tryOverlay,
                  "load the module 'overlay'; needed for copies of root trees"),
            tried("for idmapped mounts", tryIdmappedMount,
                  "use Linux 5.12 or newer; needed for <idmap>"),
            hostCheck("for qcow2 images in containers",
                      hasImageExports() ? CheckVerdict::pass : CheckVerdict::warn,
                      hasImageExports() ? "qemu-storage-daemon is there" : "no qemu-storage-daemon",
                      "install the package qemu-system-common and load the module 'fuse', or use "
                      "raw images")};
}

std::vector<HostCheck> checkNetwork() {
    return {tried("for veth links", tryVeth, "load the module 'veth'"),
            tried("for bridges", tryBridge, "load the module 'bridge'"),
            tried("for tun devices", tryTun,
                  "load the module 'tun' (device /dev/net/tun); virtual machines need it"),
            hostCheck("for networks of type='user'",
                      hasUserNetworks() ? CheckVerdict::pass : CheckVerdict::warn,
                      hasUserNetworks() ? "pasta is there" : "no pasta",
                      "install the package passt, or use bridges")};
}

} // namespace twinvirt::lxc
