#pragma once

#include "api/domain_event.h"
#include "lxc/lxc_driver_context.h"

#include <memory>

namespace twinvirt::lxc {

/// Events of all containers of this driver without a daemon: inotify on the directory of
/// definitions, on the run directories, and on cgroup.events of what runs. So it sees what any
/// process does, and the end of a container whose keeper was killed. The context must outlive it.
Result<std::unique_ptr<EventStream>> watchContainers(DriverContext& context);

} // namespace twinvirt::lxc
