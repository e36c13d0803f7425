#include "support/probe_attacks.h"

#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/un.h>

#include <cerrno>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <sched.h>
#include <unistd.h>

namespace twinvirt::probe {

namespace {

int remount(const char* path) {
    const int fd = ::open(path, O_PATH | O_CLOEXEC);
    struct mount_attr attributes {};
    attributes.attr_clr = MOUNT_ATTR_RDONLY;
    return fd < 0 ? -1 : ::mount_setattr(fd, "", AT_EMPTY_PATH, &attributes, sizeof attributes);
}

int makeFile(const char* path) {
    return ::open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0644);
}

/// "b:8:0": made where devices are allowed, and opened.
int makeNode(const char* what) {
    const auto number = static_cast<unsigned>(std::atoi(what + 2));
    const char* second = std::strchr(what + 2, ':');
    const auto minorNumber = static_cast<unsigned>(second == nullptr ? 0 : std::atoi(second + 1));
    const char* path = "/dev/twinvirt-node";
    ::unlink(path);
    if (::mknod(path, (what[0] == 'b' ? S_IFBLK : S_IFCHR) | 0600, makedev(number, minorNumber)) !=
        0)
        return -1;
    return ::open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
}

int connectAbstract(const char* name) {
    const int fd = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::strncpy(address.sun_path + 1, name, sizeof address.sun_path - 2);
    const auto size = offsetof(sockaddr_un, sun_path) + 1 + std::strlen(name);
    return ::connect(fd, reinterpret_cast<const sockaddr*>(&address), static_cast<socklen_t>(size));
}

} // namespace

bool attack(const char* verb, const char* argument) {
    const auto is = [verb](const char* name) { return std::strcmp(verb, name) == 0; };
    int result = -1;
    errno = 0;
    if (is("remount"))
        result = remount(argument);
    else if (is("umount"))
        result = ::umount2(argument, MNT_DETACH);
    else if (is("mkdir"))
        result = ::mkdir(argument, 0755);
    else if (is("make"))
        result = makeFile(argument);
    else if (is("mknod"))
        result = makeNode(argument);
    else if (is("abstract"))
        result = connectAbstract(argument);
    else if (is("cgroup-v1"))
        result = ::mount("cgroup", argument, "cgroup", 0, "rdma");
    else if (is("unshare-all"))
        result = ::unshare(CLONE_NEWUSER | CLONE_NEWNS | CLONE_NEWCGROUP);
    else
        return false;
    std::printf("%s %s: %s\n", verb, argument, result >= 0 ? "done" : std::strerror(errno));
    return true;
}

} // namespace twinvirt::probe
