#pragma once

#include "lxc/enter/enter_request.h"
#include "util/result.h"
#include "util/unique_fd.h"

#include <sys/types.h>

namespace twinvirt::lxc {

struct JoinedChild {
    pid_t pid = -1;
    UniqueFd lifeline; ///< the child sees by its end that we are gone
    UniqueFd master;   ///< of the command's own terminal; empty unless it was asked for
};

/// Joins the namespaces of the process of the pidfd `init` and starts the command there. When the
/// command cannot be executed the child says why on descriptor 2 and ends with 127 or 126.
Result<JoinedChild> startInside(const EnterRequest& request, int init);

} // namespace twinvirt::lxc
