#pragma once

#include "lxc/isolation/user_lookup.h"
#include "lxc/launch_spec.h"
#include "util/result.h"

#include <sys/types.h>

#include <cstdint>
#include <vector>

namespace twinvirt::lxc {

/// Takes on user and groups and cuts the bounding set down to `capabilities` (bit N: capability N);
/// inheritable and ambient become empty. Until exec the process keeps CAP_SYS_ADMIN, so that
/// installFilter() works without no_new_privs; exec then gives root exactly the bounding set and
/// any other user nothing (man 7 capabilities).
Result<void> takeOnCredentials(std::uint64_t capabilities, const UserIds& ids);

/// Sets limits (setrlimit) of a process.
Result<void> setLimits(pid_t pid, const std::vector<LimitSpec>& limits);

/// PR_SET_NO_NEW_PRIVS: no setuid program gives its owner's rights from here on.
Result<void> forbidNewPrivileges();

/// Installs a seccomp filter (struct sock_filter[]); an empty one is none.
Result<void> installFilter(const std::vector<std::uint8_t>& filter);

} // namespace twinvirt::lxc
