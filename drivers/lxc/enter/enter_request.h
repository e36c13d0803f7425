#pragma once

#include "lxc/launch_spec.h"
#include "util/result.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace twinvirt::lxc {

/// A cgroup that the command joins: where init itself stands in that hierarchy.
struct EnterCgroup {
    bool unified = false;
    std::string directory; ///< on the host
};

/// What twinvirt-enter does inside a running container: read from descriptor 3; descriptor 4 is the
/// pidfd of init; 0, 1 and 2 are the command's own.
struct EnterRequest {
    std::vector<std::string> command;     ///< argv; command[0] is looked up in PATH inside
    std::vector<std::string> environment; ///< NAME=value, complete
    std::vector<EnterCgroup> cgroups;
    std::uint64_t capabilities = 0; ///< as LaunchSpec
    std::vector<std::uint8_t> seccompFilter;
    bool noNewPrivileges = false;
    std::vector<SecurityLabelSpec> securityLabels;
    bool userNamespace = false;
    std::uint32_t rootUser = 0; ///< the container's root, on the host
    std::uint32_t rootGroup = 0;
    bool ownTime = false;
    unsigned personality = 0;
    std::vector<LimitSpec> limits;
    bool terminal = false; ///< give the command a terminal of its own
    std::string user;      ///< as InitSpec
    std::string directory; ///< as InitSpec
};

std::string encodeEnterRequest(const EnterRequest& request);
Result<EnterRequest> decodeEnterRequest(std::string_view text);

} // namespace twinvirt::lxc
