#pragma once

#include "lxc/launch_spec.h"
#include "util/result.h"

#include <string>

namespace twinvirt::lxc {

/// libvirt's hooks (https://libvirt.org/hooks.html, /etc/libvirt/hooks/lxc): the script, then those
/// in the directory of its name with ".d", in the order of their names, are run as
///
///     SCRIPT NAME OPERATION SUB-OPERATION -
///
/// with the live definition on their standard input. Only files that root may execute count; where
/// there are none, nothing happens. operationFailed, with what the script wrote to stderr, when one
/// ends with anything but 0 or takes longer than a minute: a start ends there, an end goes on.
///
/// Operations: prepare begin, start begin, started begin; stopped end, release end. There is no
/// reconnect: no daemon of ours ever loses a container.
Result<void> runHook(const LaunchSpec& spec, const std::string& operation, const std::string& sub);

/// After a container's end; what they say is nobody's to hear.
void runEndHooks(const LaunchSpec& spec);

} // namespace twinvirt::lxc
