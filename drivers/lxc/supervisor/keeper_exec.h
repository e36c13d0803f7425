#pragma once

#include "lxc/isolation/isolation_step.h"
#include "util/result.h"

#include <string>

namespace twinvirt::lxc {

/// Becomes twinvirt-keeper, the neighbour of `program`, with the descriptors of the context;
/// returns only an error. See keeper/keeper_arguments.h for what it hands over.
Error execKeeper(const std::string& program, const LaunchSpec& spec, LaunchContext& launch);

} // namespace twinvirt::lxc
