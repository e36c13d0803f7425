#include "support/probe_attacks.h"

#include <sys/mount.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/un.h>

#include <cerrno>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <dirent.h>
#include <fcntl.h>
#include <sched.h>
#include <string>
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

bool beginsWith(const std::string& file, const char* prefix) {
    char text[64] = {};
    const int fd = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
    const ssize_t size = fd < 0 ? -1 : ::read(fd, text, sizeof text - 1);
    ::close(fd);
    return size > 0 && std::strncmp(text, prefix, std::strlen(prefix)) == 0;
}

/// A process that ends meanwhile is no answer: the next one is looked for.
int lookInto(const char* prefix) {
    for (time_t end = ::time(nullptr) + 60; ::time(nullptr) < end;) {
        DIR* processes = ::opendir("/proc");
        while (const dirent* entry = processes == nullptr ? nullptr : ::readdir(processes)) {
            const int pid = std::atoi(entry->d_name);
            const std::string directory = std::string("/proc/") + entry->d_name;
            if (pid <= 1 || !beginsWith(directory + "/cmdline", prefix))
                continue;
            char target[64];
            errno = 0;
            if (::readlink((directory + "/fd/0").c_str(), target, sizeof target) >= 0 ||
                ::ptrace(PTRACE_SEIZE, pid, nullptr, nullptr) == 0 ||
                (errno != ENOENT && errno != ESRCH)) {
                const int error = errno;
                ::closedir(processes);
                errno = error;
                return error == 0 ? 0 : -1;
            }
        }
        if (processes != nullptr)
            ::closedir(processes);
    }
    errno = ETIME;
    return -1;
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
    else if (is("look-into"))
        result = lookInto(argument);
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
