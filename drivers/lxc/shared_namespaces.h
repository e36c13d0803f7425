#pragma once

#include "lxc/launch_spec.h"
#include "lxc/state_paths.h"
#include "model/domain_definition.h"
#include "util/result.h"

namespace twinvirt::lxc {

/// <lxc:namespace>: where the namespaces that the container shares are found now. `name` is a
/// running container of this driver, `pid` a process, `netns` (sharenet only) one of `ip netns`.
/// operationInvalid when its owner does not run.
Result<SharedNamespaceSpec> resolveSharedNamespaces(const StatePaths& paths,
                                                    const SharedNamespaces& shared);

/// What `define` refuses: a shared network beside one of its own, sharing in a user namespace.
Result<void> checkSharedNamespaces(const DomainDefinition& definition);

} // namespace twinvirt::lxc
