#include "support/probe_facts.h"

#include <linux/keyctl.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <sys/time.h>
#include <sys/utsname.h>

#include <cerrno>
#include <climits>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <dirent.h>
#include <fcntl.h>
#include <initializer_list>
#include <net/if.h>
#include <sched.h>
#include <termios.h>
#include <unistd.h>

extern char** environ;

namespace twinvirt::probe {

namespace {

void copyFile(const char* verb, const char* path) {
    std::FILE* file = std::fopen(path, "r");
    if (file == nullptr) {
        std::printf("%s %s: %s\n", verb, path, std::strerror(errno));
        return;
    }
    char line[4096];
    while (std::fgets(line, sizeof line, file) != nullptr)
        std::printf("%s %s%s", verb, line, std::strchr(line, '\n') != nullptr ? "" : "\n");
    std::fclose(file);
}

void ids() {
    gid_t groups[64];
    const int count = ::getgroups(64, groups);
    std::printf("ids pid=%d ppid=%d sid=%d pgid=%d uid=%u gid=%u groups=", ::getpid(), ::getppid(),
                ::getsid(0), ::getpgid(0), ::getuid(), ::getgid());
    for (int i = 0; i < count; ++i)
        std::printf("%s%u", i == 0 ? "" : ",", groups[i]);
    std::printf("\n");
}

void tty() {
    const char* name = ::ttyname(0);
    std::printf("tty name=%s foreground=%d session=%d\n", name != nullptr ? name : "none",
                ::tcgetpgrp(0), ::tcgetsid(0));
}

void fds() {
    DIR* directory = ::opendir("/proc/self/fd");
    while (const dirent* entry = ::readdir(directory)) {
        char target[PATH_MAX] = {};
        if (entry->d_name[0] == '.' || std::atoi(entry->d_name) == ::dirfd(directory))
            continue;
        (void)!::readlinkat(::dirfd(directory), entry->d_name, target, sizeof target - 1);
        std::printf("fds %s=%s\n", entry->d_name, target);
    }
    ::closedir(directory);
}

void namespaces() {
    for (const char* name : {"cgroup", "ipc", "mnt", "net", "pid", "user", "uts"}) {
        char path[64];
        char target[64] = {};
        std::snprintf(path, sizeof path, "/proc/self/ns/%s", name);
        (void)!::readlink(path, target, sizeof target - 1);
        std::printf("namespaces %s\n", target);
    }
}

void loopback() {
    const int fd = ::socket(AF_INET, SOCK_DGRAM, 0);
    ifreq request{};
    std::strcpy(request.ifr_name, "lo");
    ::ioctl(fd, SIOCGIFFLAGS, &request);
    std::printf("lo %s\n", (request.ifr_flags & IFF_UP) != 0 ? "up" : "down");
    ::close(fd);
}

void window() {
    winsize size{};
    ::ioctl(0, TIOCGWINSZ, &size);
    std::printf("window %ux%u\n", size.ws_row, size.ws_col);
}

void inspect(const char* path) {
    struct stat info {};
    if (::lstat(path, &info) != 0)
        std::printf("stat %s: %s\n", path, std::strerror(errno));
    else
        std::printf("stat %s mode=%o uid=%u gid=%u device=%u:%u\n", path, info.st_mode, info.st_uid,
                    info.st_gid, major(info.st_rdev), minor(info.st_rdev));
}

void openForWriting(const char* path) {
    const int fd = ::open(path, O_WRONLY);
    std::printf("open-write %s: %s\n", path, fd >= 0 ? "opened" : std::strerror(errno));
    if (fd >= 0)
        ::close(fd);
}

/// One call that a filter or a capability is to refuse; the arguments are such that it fails with
/// another error where it is not refused.
void systemCall(const char* name) {
    long result = -1;
    errno = 0;
    if (std::strcmp(name, "tiocsti") == 0)
        result = ::ioctl(0, TIOCSTI, "x");
    else if (std::strcmp(name, "tiocsti-high") == 0)
        result = ::syscall(SYS_ioctl, 0L, 0x100000000L | TIOCSTI, "x");
    else if (std::strcmp(name, "tioclinux") == 0)
        result = ::ioctl(0, TIOCLINUX, "x");
    else if (std::strcmp(name, "unshare-user") == 0)
        result = ::unshare(CLONE_NEWUSER);
    else if (std::strcmp(name, "clone3") == 0)
        result = ::syscall(SYS_clone3, nullptr, 0);
    else if (std::strcmp(name, "bpf") == 0)
        result = ::syscall(SYS_bpf, 0, nullptr, 0);
    else if (std::strcmp(name, "keyctl") == 0)
        result = ::syscall(SYS_keyctl, 0, 0, 0);
    else if (std::strcmp(name, "init_module") == 0)
        result = ::syscall(SYS_init_module, nullptr, 0, "");
    else if (std::strcmp(name, "open_by_handle_at") == 0)
        result = ::syscall(SYS_open_by_handle_at, -1, nullptr, 0);
    else if (std::strcmp(name, "kexec_load") == 0)
        result = ::syscall(SYS_kexec_load, 0, 0, nullptr, ~0UL);
    else if (std::strcmp(name, "perf_event_open") == 0)
        result = ::syscall(SYS_perf_event_open, nullptr, 0, -1, -1, 0);
    else if (std::strcmp(name, "userfaultfd") == 0)
        result = ::syscall(SYS_userfaultfd, ~0U);
    else if (std::strcmp(name, "io_uring_setup") == 0)
        result = ::syscall(SYS_io_uring_setup, 0, nullptr);
    else if (std::strcmp(name, "swapon") == 0)
        result = ::syscall(SYS_swapon, nullptr, 0);
    else if (std::strcmp(name, "settimeofday") == 0) {
        const struct timezone none {}; // what the kernel has anyway
        result = ::syscall(SYS_settimeofday, nullptr, &none);
    }
    if (std::strcmp(name, "quotactl") == 0)
        result = ::syscall(SYS_quotactl, 0, nullptr, 0, nullptr);
    else if (std::strcmp(name, "unknown") == 0)
        result = ::syscall(999);
    std::printf("syscall %s: %s\n", name, result >= 0 ? "done" : std::strerror(errno));
}

/// Whether a key of that name can be found from the session keyring.
void findKey(const char* name) {
    const long found =
        ::syscall(SYS_keyctl, KEYCTL_SEARCH, KEY_SPEC_SESSION_KEYRING, "user", name, 0);
    std::printf("key %s: %s\n", name, found >= 0 ? "found" : std::strerror(errno));
}

} // namespace

int reportFact(const char* verb, const char* argument) {
    const auto is = [verb](const char* name) { return std::strcmp(verb, name) == 0; };
    if (is("read") || is("stat") || is("open-write") || is("syscall") || is("key")) {
        if (is("read"))
            copyFile("read", argument);
        else if (is("stat"))
            inspect(argument);
        else if (is("open-write"))
            openForWriting(argument);
        else if (is("key"))
            findKey(argument);
        else
            systemCall(argument);
        return 1;
    }
    char text[PATH_MAX] = {};
    if (is("ids"))
        ids();
    else if (is("tty"))
        tty();
    else if (is("fds"))
        fds();
    else if (is("namespaces"))
        namespaces();
    else if (is("window"))
        window();
    else if (is("lo"))
        loopback();
    else if (is("machine")) {
        utsname system{};
        ::uname(&system);
        std::printf("machine %s\n", system.machine);
    } else if (is("caps"))
        copyFile("caps", "/proc/self/status");
    else if (is("mounts"))
        copyFile("mounts", "/proc/self/mountinfo");
    else if (is("cgroup"))
        copyFile("cgroup", "/proc/self/cgroup");
    else if (is("cwd"))
        std::printf("cwd %s\n", ::getcwd(text, sizeof text));
    else if (is("hostname")) {
        (void)::gethostname(text, sizeof text);
        std::printf("hostname %s\n", text);
    } else if (is("environ")) {
        for (char** variable = environ; *variable != nullptr; ++variable)
            std::printf("environ %s\n", *variable);
    } else {
        std::printf("unknown verb %s\n", verb);
    }
    return 0;
}

} // namespace twinvirt::probe
