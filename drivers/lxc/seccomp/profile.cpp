#include "lxc/seccomp/profile.h"

#include <array>
#include <cerrno>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <sched.h>
#include <set>
#include <string_view>

namespace twinvirt::lxc {

static constexpr std::array denied = {
    "_sysctl",
    "acct",
    "add_key",
    "bdflush",
    "bpf",
    "create_module",
    "delete_module",
    "finit_module",
    "get_kernel_syms",
    "init_module",
    "io_uring_enter",
    "io_uring_register",
    "io_uring_setup",
    "ioperm",
    "iopl",
    "kexec_file_load",
    "kexec_load",
    "keyctl",
    "lookup_dcookie",
    "nfsservctl",
    "open_by_handle_at",
    "perf_event_open",
    "query_module",
    "quotactl",
    "quotactl_fd",
    "request_key",
    "swapoff",
    "swapon",
    "sysfs",
    "syslog",
    "uselib",
    "userfaultfd",
    "ustat",
    "vm86",
    "vm86old",
};

/// The names of all system calls of both architectures that libseccomp knows.
static std::set<std::string> allNames() {
    std::set<std::string> names;
    for (const std::uint32_t architecture :
         std::array<std::uint32_t, 2>{SCMP_ARCH_X86_64, SCMP_ARCH_X86})
        for (int number = 0; number < 1000; ++number)
            if (char* name = seccomp_syscall_resolve_num_arch(architecture, number)) {
                names.insert(name);
                std::free(name);
            }
    return names;
}

/// EPERM when the flags (argument 0) hold CLONE_NEWUSER.
static int allowWithoutUserNamespace(scmp_filter_ctx filter, int number) {
    const scmp_arg_cmp without{0, SCMP_CMP_MASKED_EQ, CLONE_NEWUSER, 0};
    const scmp_arg_cmp with{0, SCMP_CMP_MASKED_EQ, CLONE_NEWUSER, CLONE_NEWUSER};
    const int result = seccomp_rule_add(filter, SCMP_ACT_ALLOW, number, 1, without);
    return result != 0 ? result : seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), number, 1, with);
}

static int addRule(scmp_filter_ctx filter, const std::string& name) {
    const int number = seccomp_syscall_resolve_name(name.c_str());
    if (number == __NR_SCMP_ERROR || name == "clone3")
        return 0; // the default action
    if (name == "clone" || name == "unshare")
        return allowWithoutUserNamespace(filter, number);
    for (const std::string_view bad : denied)
        if (name == bad)
            return seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), number, 0);
    return seccomp_rule_add(filter, SCMP_ACT_ALLOW, number, 0);
}

std::string fillDefaultProfile(scmp_filter_ctx filter) {
    if (seccomp_arch_exist(filter, SCMP_ARCH_X86) != 0 &&
        seccomp_arch_add(filter, SCMP_ARCH_X86) != 0)
        return "seccomp_arch_add(x86)";
    // The binary tree: about nine comparisons for any call instead of up to 350.
    if (seccomp_attr_set(filter, SCMP_FLTATR_CTL_OPTIMIZE, 2) != 0 ||
        seccomp_attr_set(filter, SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_ERRNO(ENOSYS)) != 0)
        return "seccomp_attr_set";
    for (const std::string& name : allNames())
        if (const int result = addRule(filter, name); result != 0)
            return "seccomp_rule_add(" + name + "): " + std::strerror(-result);
    return {};
}

} // namespace twinvirt::lxc
