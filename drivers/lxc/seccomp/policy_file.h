#pragma once

#include "util/result.h"

#include <cstdint>
#include <string_view>
#include <vector>

namespace twinvirt::lxc {

/// The BPF of a seccomp policy in the format of LXC's lxc.seccomp.profile, version 2:
///
///     2
///     denylist                     # or: allowlist; an action may follow
///     [all]                        # optional: [x86_64] or [x86] for rules of one architecture
///     mount errno 1                # a system call, and its action if it is not the list's
///
/// Actions: allow, errno N, kill, trap, log. What a denylist names gets EPERM, what an allowlist
/// does not name likewise, unless an action stands beside the word. Rules on arguments are refused.
/// Errors name the line.
Result<std::vector<std::uint8_t>> compileSeccompPolicy(std::string_view text);

} // namespace twinvirt::lxc
