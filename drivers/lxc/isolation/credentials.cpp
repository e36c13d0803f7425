#include "lxc/isolation/credentials.h"

#include <linux/capability.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>

#include <array>
#include <cstring>
#include <grp.h>
#include <unistd.h>

namespace twinvirt::lxc {

static Result<void> setCapabilities(std::uint64_t effective) {
    __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
    std::array<__user_cap_data_struct, 2> data{};
    if (::syscall(SYS_capget, &header, data.data()) != 0)
        return systemError("capget");
    const std::array<std::uint32_t, 2> wanted{static_cast<std::uint32_t>(effective),
                                              static_cast<std::uint32_t>(effective >> 32U)};
    for (std::size_t i = 0; i < data.size(); ++i) {
        data[i].inheritable = 0;
        data[i].permitted &= wanted[i];
        data[i].effective = data[i].permitted;
    }
    if (::syscall(SYS_capset, &header, data.data()) != 0)
        return systemError("capset");
    return {};
}

static Result<void> cutBoundingSet(std::uint64_t capabilities) {
    // The kernel's last capability is the one before PR_CAPBSET_READ fails.
    for (unsigned capability = 0; capability < 64; ++capability) {
        const int held = ::prctl(PR_CAPBSET_READ, capability, 0, 0, 0);
        if (held < 0)
            break;
        const bool stays = ((capabilities >> capability) & 1U) != 0;
        if (held == 1 && !stays && ::prctl(PR_CAPBSET_DROP, capability, 0, 0, 0) != 0)
            return systemError("prctl(PR_CAPBSET_DROP " + std::to_string(capability) + ")");
    }
    return {};
}

Result<void> takeOnCredentials(std::uint64_t capabilities, const UserIds& ids) {
    TRY(cutBoundingSet(capabilities));
    if (::prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0) != 0)
        return systemError("prctl(PR_CAP_AMBIENT_CLEAR_ALL)");
    if (::setgroups(ids.groups.size(), ids.groups.data()) != 0)
        return systemError("setgroups");
    if (::setresgid(ids.group, ids.group, ids.group) != 0)
        return systemError("setresgid(" + std::to_string(ids.group) + ")");
    if (ids.user == 0) { // who joins a user namespace is nobody in it before
        if (::setresuid(0, 0, 0) != 0)
            return systemError("setresuid(0)");
        return setCapabilities(~std::uint64_t{0});
    }
    if (::prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0) != 0 || ::setresuid(ids.user, ids.user, ids.user) != 0)
        return systemError("setresuid(" + std::to_string(ids.user) + ")");
    return setCapabilities(std::uint64_t{1} << CAP_SYS_ADMIN);
}

Result<void> setLimits(pid_t pid, const std::vector<LimitSpec>& limits) {
    for (const LimitSpec& limit : limits) {
        const rlimit value{limit.soft, limit.hard};
        if (::prlimit(pid, static_cast<__rlimit_resource>(limit.resource), &value, nullptr) != 0)
            return systemError("prlimit(" + std::to_string(limit.resource) + ", " +
                               std::to_string(limit.soft) + ", " + std::to_string(limit.hard) +
                               ")");
    }
    return {};
}

Result<void> forbidNewPrivileges() {
    if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
        return systemError("prctl(PR_SET_NO_NEW_PRIVS)");
    return {};
}

Result<void> installFilter(const std::vector<std::uint8_t>& filter) {
    if (filter.empty())
        return {};
    if (filter.size() % sizeof(sock_filter) != 0 || filter.size() / sizeof(sock_filter) > 4096)
        return Error{ErrorCode::internalError,
                     "the seccomp filter is no list of at most 4096 BPF instructions"};
    std::vector<sock_filter> instructions(filter.size() / sizeof(sock_filter));
    std::memcpy(instructions.data(), filter.data(), filter.size());
    const sock_fprog program{static_cast<unsigned short>(instructions.size()), instructions.data()};
    if (::syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program) != 0)
        return systemError("seccomp(SECCOMP_SET_MODE_FILTER)");
    return {};
}

} // namespace twinvirt::lxc
