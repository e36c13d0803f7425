#pragma once

#include "api/domain_types.h"
#include "shell/json_output.h"

#include <string>

namespace twinvirt {

/// A line of virt-host-validate, and a second one with what to do about it.
std::string textOf(const HostCheck& check);
JsonRecord recordOf(const HostCheck& check);

} // namespace twinvirt
