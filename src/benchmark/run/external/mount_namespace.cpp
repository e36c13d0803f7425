#include "benchmark/run/external/mount_namespace.h"

#include <linux/magic.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <sys/wait.h>

#include <array>
#include <cerrno>
#include <fcntl.h>
#include <sched.h>
#include <unistd.h>

namespace twinvirt::bench {

static constexpr const char* unified = "/sys/fs/cgroup/unified";

bool hasHybridCgroups() {
    struct statfs status {};
    return ::statfs(unified, &status) == 0 && status.f_type == CGROUP2_SUPER_MAGIC;
}

/// In the child: system calls only, since it was forked from a program with threads.
static int arrange(const PrivateMounts& mounts) {
    if (::unshare(CLONE_NEWNS) != 0 ||
        ::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0)
        return errno;
    if (mounts.withoutUnified && ::umount2(unified, MNT_DETACH) != 0)
        return errno;
    for (const std::string& directory : mounts.empty)
        if (::mount("tmpfs", directory.c_str(), "tmpfs", MS_NOSUID | MS_NODEV, "mode=755") != 0)
            return errno;
    for (const auto& [from, to] : mounts.binds) {
        ::mkdir(to.c_str(), 0755);
        if (::mount(from.c_str(), to.c_str(), nullptr, MS_BIND, nullptr) != 0)
            return errno;
    }
    return 0;
}

Result<UniqueFd> makeMountNamespace(const PrivateMounts& mounts) {
    std::array<int, 2> ready{};
    std::array<int, 2> go{};
    if (::pipe2(ready.data(), O_CLOEXEC) != 0)
        return systemError("pipe2");
    const UniqueFd readyRead(ready[0]);
    UniqueFd readyWrite(ready[1]);
    if (::pipe2(go.data(), O_CLOEXEC) != 0)
        return systemError("pipe2");
    UniqueFd goRead(go[0]);
    UniqueFd goWrite(go[1]);
    const pid_t child = ::fork();
    if (child < 0)
        return systemError("fork");
    if (child == 0) {
        const int error = arrange(mounts);
        static_cast<void>(::write(ready[1], &error, sizeof(error)) == 0);
        char byte = 0;
        ::close(go[1]);
        static_cast<void>(::read(go[0], &byte, 1) == 0); // until the parent has its descriptor
        ::_exit(0);
    }
    readyWrite.reset();
    int error = EIO;
    if (::read(readyRead.get(), &error, sizeof(error)) != sizeof(error))
        error = EIO;
    const std::string path = "/proc/" + std::to_string(child) + "/ns/mnt";
    UniqueFd descriptor(error == 0 ? ::open(path.c_str(), O_RDONLY | O_CLOEXEC) : -1);
    goWrite.reset();
    ::waitpid(child, nullptr, 0);
    if (error != 0)
        return systemError("make a mount namespace", error);
    if (!descriptor)
        return systemError("open(" + path + ")");
    return descriptor;
}

} // namespace twinvirt::bench
