#pragma once

#include "api/domain_types.h"
#include "lxc/container_status.h"
#include "lxc/run_directory.h"
#include "util/install_paths.h"
#include "util/result.h"

namespace twinvirt::lxc {

/// Runs a command inside a running container and waits for it: all its namespaces, its cgroups,
/// capabilities, seccomp filter and environment. The value is what a shell would see (127: no such
/// command, 126: not executable, 128 + the signal that ended it); what went wrong inside stands on
/// the request's standard error. Signals that the caller gets meanwhile (^C, SIGTERM…) go to the
/// command. With a terminal on standard input and output the command has a terminal of its own.
Result<int> runInside(const InstallPaths& install, const RunDirectory& directory,
                      const ContainerStatus& status, const ExecRequest& request);

} // namespace twinvirt::lxc
