// container_floor PROGRAM: what a container costs at least, for comparisons (cold_start.sh). One
// static program makes the namespaces, the mounts, a group in every v1 hierarchy joined by the
// child itself, and a system call filter of 22 rules, runs PROGRAM in it, and takes the groups away
// again. No definition, no state, no console, no supervisor that outlives its caller: a floor, not
// a peer.
#include <linux/filter.h>
#include <linux/sched.h>
#include <linux/seccomp.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <sys/wait.h>

#include <array>
#include <cerrno>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <dirent.h>
#include <fcntl.h>
#include <sched.h>
#include <unistd.h>

static void need(bool done, const char* what) {
    if (!done) {
        std::perror(what);
        std::_Exit(1);
    }
}

struct Group {
    char directory[160];
    int tasks;
};
static std::array<Group, 16> groups;
static std::size_t groupCount;

/// A cpuset without CPUs cannot be joined: takes its parent's.
static void inherit(const char* hierarchy, const char* directory, const char* file) {
    char path[256];
    char value[256];
    std::snprintf(path, sizeof path, "%s/%s", hierarchy, file);
    const int from = ::open(path, O_RDONLY | O_CLOEXEC);
    std::snprintf(path, sizeof path, "%s/%s", directory, file);
    const int to = ::open(path, O_WRONLY | O_CLOEXEC);
    if (from >= 0 && to >= 0) {
        const ssize_t size = ::read(from, value, sizeof value);
        need(size > 0 && ::write(to, value, static_cast<std::size_t>(size)) > 0, file);
    }
    ::close(from);
    ::close(to);
}

/// One group in each v1 hierarchy of the host.
static void makeGroups() {
    DIR* host = ::opendir("/sys/fs/cgroup");
    need(host != nullptr, "/sys/fs/cgroup");
    while (const dirent* entry = ::readdir(host)) {
        char path[200];
        std::snprintf(path, sizeof path, "/sys/fs/cgroup/%.64s/tasks", entry->d_name);
        if (entry->d_name[0] == '.' || entry->d_type != DT_DIR || ::access(path, W_OK) != 0)
            continue;
        Group& group = groups.at(groupCount++);
        *std::strrchr(path, '/') = '\0';
        std::snprintf(group.directory, sizeof group.directory, "%.80s/floor-%d", path, ::getpid());
        need(::mkdir(group.directory, 0755) == 0, group.directory);
        inherit(path, group.directory, "cpuset.cpus");
        inherit(path, group.directory, "cpuset.mems");
        std::snprintf(path, sizeof path, "%s/tasks", group.directory);
        group.tasks = ::open(path, O_WRONLY | O_CLOEXEC);
        need(group.tasks >= 0, path);
    }
    ::closedir(host);
}

static void mountAt(const char* type, const char* path, unsigned long flags, const char* data) {
    need(::mount(type, path, type, flags, data) == 0, path);
}

static void bindReadOnly(const char* path) {
    need(::mount(path, path, nullptr, MS_BIND, nullptr) == 0, path);
    need(::mount(nullptr, path, nullptr, MS_REMOUNT | MS_BIND | MS_RDONLY, nullptr) == 0, path);
}

static void mountAll() {
    constexpr unsigned long plain = MS_NOSUID | MS_NODEV | MS_NOEXEC;
    need(::mount(nullptr, "/", nullptr, MS_REC | MS_SLAVE, nullptr) == 0, "slave");
    for (const char* path : {"/proc", "/sys", "/dev"})
        need(::umount2(path, MNT_DETACH) == 0, path);
    mountAt("tmpfs", "/dev", MS_NOSUID, "mode=0755,size=65536");
    const std::array<std::array<unsigned, 2>, 6> devices{
        {{1, 3}, {1, 5}, {1, 7}, {1, 8}, {1, 9}, {5, 0}}};
    const std::array names{"null", "zero", "full", "random", "urandom", "tty"};
    need(::chdir("/dev") == 0, "/dev");
    for (std::size_t i = 0; i < names.size(); ++i)
        need(::mknod(names.at(i), S_IFCHR | 0666, makedev(devices.at(i)[0], devices.at(i)[1])) == 0,
             names.at(i));
    for (const char* name : {"pts", "shm", "mqueue"})
        need(::mkdir(name, 0755) == 0, name);
    need(::chdir("/") == 0, "/");
    mountAt("devpts", "/dev/pts", MS_NOSUID | MS_NOEXEC, "newinstance,ptmxmode=0666,mode=0620");
    mountAt("tmpfs", "/dev/shm", MS_NOSUID | MS_NODEV, "mode=1777");
    mountAt("mqueue", "/dev/mqueue", plain, "");
    mountAt("proc", "/proc", plain, "");
    for (const char* path : {"/proc/sys", "/proc/irq", "/proc/bus"})
        bindReadOnly(path);
    mountAt("sysfs", "/sys", plain | MS_RDONLY, "");
}

/// 22 calls answer EPERM, those that every container refuses.
static void filterCalls() {
    constexpr std::array calls{SYS_kexec_load,     SYS_kexec_file_load,
                               SYS_init_module,    SYS_finit_module,
                               SYS_delete_module,  SYS_bpf,
                               SYS_keyctl,         SYS_add_key,
                               SYS_request_key,    SYS_swapon,
                               SYS_swapoff,        SYS_reboot,
                               SYS_acct,           SYS_ioperm,
                               SYS_iopl,           SYS_perf_event_open,
                               SYS_userfaultfd,    SYS_uselib,
                               SYS_lookup_dcookie, SYS_syslog,
                               SYS_quotactl,       SYS_open_by_handle_at};
    std::array<sock_filter, calls.size() + 3> program{};
    program[0] = BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr));
    for (std::size_t i = 0; i < calls.size(); ++i)
        program.at(i + 1) = BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, static_cast<unsigned>(calls.at(i)),
                                     static_cast<unsigned char>(calls.size() - i), 0);
    program[calls.size() + 1] = BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
    program[calls.size() + 2] = BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM);
    const sock_fprog filter{static_cast<unsigned short>(program.size()), program.data()};
    need(::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0, "no_new_privs");
    need(::syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &filter) == 0, "seccomp");
}

int main(int argc, char** argv) {
    need(argc == 2, "usage: container_floor PROGRAM");
    makeGroups();
    clone_args arguments{};
    arguments.flags = CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWIPC | CLONE_NEWUTS;
    arguments.exit_signal = SIGCHLD;
    const auto pid = static_cast<pid_t>(::syscall(SYS_clone3, &arguments, sizeof arguments));
    need(pid >= 0, "clone3");
    if (pid == 0) {
        for (std::size_t i = 0; i < groupCount; ++i)
            need(::write(groups.at(i).tasks, "0", 1) == 1, groups.at(i).directory);
        need(::unshare(CLONE_NEWCGROUP) == 0, "cgroup namespace");
        need(::setsid() > 0 && ::sethostname("floor", 5) == 0, "session");
        mountAll();
        filterCalls();
        ::execl(argv[1], argv[1], nullptr);
        need(false, argv[1]);
    }
    int status = 0;
    need(::waitpid(pid, &status, 0) == pid, "waitpid");
    for (std::size_t i = 0; i < groupCount; ++i)
        while (::rmdir(groups.at(i).directory) != 0)
            need(errno == EBUSY, groups.at(i).directory);
    return status == 0 ? 0 : 1;
}
