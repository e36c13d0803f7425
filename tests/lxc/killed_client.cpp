#include "lxc/killed_client.h"

#include <gtest/gtest.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <cstdint>
#include <fcntl.h>
#include <string>
#include <string_view>
#include <unistd.h>

namespace twinvirt::lxc {

namespace {

constexpr std::array changing{
    SYS_rename,    SYS_renameat,   SYS_renameat2,
    SYS_unlink,    SYS_unlinkat,   SYS_rmdir,
    SYS_mkdir,     SYS_mkdirat,    SYS_mknodat,
    SYS_fchmodat,  SYS_fchownat,   SYS_mount,
    SYS_umount2,   SYS_sendmsg,    SYS_sendto,
    SYS_ioctl,     SYS_bpf,        SYS_fork,
    SYS_vfork,     SYS_clone,      SYS_clone3,
    SYS_wait4,     SYS_pwrite64,   SYS_truncate,
    SYS_ftruncate, SYS_move_mount, SYS_pidfd_send_signal,
    SYS_write,
};

/// A read from it waits for another process.
bool isPipe(pid_t pid, std::uint64_t descriptor) {
    const auto link = "/proc/" + std::to_string(pid) + "/fd/" + std::to_string(descriptor);
    std::array<char, 16> target{};
    return ::readlink(link.c_str(), target.data(), target.size()) > 0 &&
           std::string_view(target.data(), 5) == "pipe:";
}

bool isChange(pid_t pid, const __ptrace_syscall_info& info) {
    if (info.op != PTRACE_SYSCALL_INFO_ENTRY)
        return false;
    const auto call = static_cast<long>(info.entry.nr);
    if (call == SYS_read)
        return isPipe(pid, info.entry.args[0]);
    if (call == SYS_openat)
        return (info.entry.args[2] & O_CREAT) != 0;
    return std::ranges::find(changing, call) != changing.end();
}

[[noreturn]] void runTraced(const std::function<void()>& task) {
    ::ptrace(PTRACE_TRACEME, 0, nullptr, nullptr);
    ::raise(SIGSTOP);
    task();
    ::_exit(0);
}

/// To the next stop of the child; false when it has ended.
bool nextStop(pid_t pid, int& status) {
    return ::waitpid(pid, &status, 0) == pid && WIFSTOPPED(status);
}

} // namespace

bool runAndKillAtCall(const std::function<void()>& task, int number) {
    const pid_t pid = ::fork();
    if (pid == 0)
        runTraced(task);
    int status = 0;
    if (!nextStop(pid, status))
        return false;
    ::ptrace(PTRACE_SETOPTIONS, pid, nullptr, PTRACE_O_TRACESYSGOOD | PTRACE_O_EXITKILL);
    int signal = 0;
    while (::ptrace(PTRACE_SYSCALL, pid, nullptr, signal) == 0 && nextStop(pid, status)) {
        const bool atCall = WSTOPSIG(status) == (SIGTRAP | 0x80);
        signal = atCall ? 0 : WSTOPSIG(status);
        __ptrace_syscall_info info{};
        if (!atCall || ::ptrace(PTRACE_GET_SYSCALL_INFO, pid, sizeof(info), &info) <= 0 ||
            !isChange(pid, info) || --number > 0)
            continue;
        ::kill(pid, SIGKILL);
        ::waitpid(pid, &status, 0);
        return true;
    }
    EXPECT_TRUE(WIFEXITED(status)) << "the task did not come to its own end";
    return false;
}

} // namespace twinvirt::lxc
