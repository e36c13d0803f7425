#pragma once

#include "lxc/isolation/isolation_step.h"

#include <memory>

namespace twinvirt::lxc {

using StepPointer = std::unique_ptr<IsolationStep>;

/// Each in the file of its name.
StepPointer makeUserStep();
StepPointer makeSessionStep();
StepPointer makeLimitsStep();
StepPointer makeTimeStep();
StepPointer makeSharingStep();
StepPointer makeCgroupStep();
StepPointer makeNetworkStep();
StepPointer makeHostNameStep();
StepPointer makeKernelFilesystemsStep();
StepPointer makeRootStep();
StepPointer makeDevStep();
StepPointer makeProcStep();
StepPointer makeSecurityLabelStep();
StepPointer makeProcViewStep();
StepPointer makeSysStep();
StepPointer makeCgroupViewStep();
StepPointer makeMountsStep();
StepPointer makeMountLocksStep();
StepPointer makeReadOnlyRootStep();
StepPointer makeConsoleStep();
StepPointer makeIdentityStep();
StepPointer makeCapabilitiesStep();
StepPointer makeSeccompStep();

} // namespace twinvirt::lxc
