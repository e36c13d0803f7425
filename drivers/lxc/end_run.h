#pragma once

#include "lxc/lxc_driver_context.h"
#include "lxc/run_directory.h"
#include "util/result.h"

#include <string>

namespace twinvirt::lxc {

/// Leaves the keeper the word of what comes after init's end: "destroy" (nothing) or "restart".
Result<void> setNextAction(const RunDirectory& directory, const std::string& action);

/// Ends the run of the domain `name` by force and releases all of it. The caller holds the domain's
/// lock. operationInvalid "domain is not running" when there is nothing to end, resourceBusy when a
/// start that lost its caller does not come to its end.
Result<void> endRun(DriverContext& context, const std::string& name);

} // namespace twinvirt::lxc
