#pragma once

#include "lxc/isolation/steps.h"

#include <vector>

namespace twinvirt::lxc {

/// Everything that makes a container out of a process, in its order.
std::vector<StepPointer> isolationSteps();

} // namespace twinvirt::lxc
