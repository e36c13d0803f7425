#pragma once

#include "util/result.h"

#include <sys/types.h>

#include <string>
#include <vector>

namespace twinvirt::lxc {

struct UserIds {
    uid_t user = 0;
    gid_t group = 0;
    std::vector<gid_t> groups; ///< supplementary, of /etc/group
    std::string home;          ///< of /etc/passwd; empty when it does not say
};

/// <inituser> and <initgroup>: a name, a number or "+number" (never a name), as libvirt reads them.
/// An empty user is root, an empty group the user's own (0 when /etc/passwd does not know the
/// number). Names come from /etc/passwd and /etc/group below `root`, read by ourselves: NSS would
/// load the container's libraries as host root (design decision 16).
Result<UserIds> lookUpUser(int root, const std::string& user, const std::string& group);

} // namespace twinvirt::lxc
