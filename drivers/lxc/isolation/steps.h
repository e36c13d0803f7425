#pragma once

#include "lxc/isolation/isolation_step.h"

#include <memory>

namespace twinvirt::lxc {

using StepPointer = std::unique_ptr<IsolationStep>;

/// Each in the file of its name.
StepPointer makeSessionStep();
StepPointer makeCgroupStep();
StepPointer makeNetworkStep();
StepPointer makeHostNameStep();
StepPointer makeRootStep();
StepPointer makeDevStep();
StepPointer makeProcStep();
StepPointer makeSysStep();
StepPointer makeCgroupViewStep();
StepPointer makeMountsStep();
StepPointer makeReadOnlyRootStep();
StepPointer makeConsoleStep();
StepPointer makeIdentityStep();
StepPointer makeCapabilitiesStep();
StepPointer makeSeccompStep();

} // namespace twinvirt::lxc
