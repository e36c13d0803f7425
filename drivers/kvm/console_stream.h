#pragma once

#include "api/domain_types.h"

#include <libvirt/libvirt.h>

#include <string>

namespace twinvirt::kvm {

/// Attaches to a serial port, parallel port or console of a running domain and hands back a socket
/// that is it: see GuestAccess::openConsole. The event loop's thread carries the bytes. `device` is
/// an alias of the live XML; empty: the first.
Result<UniqueFd> openConsoleStream(virDomainPtr domain, const std::string& device,
                                   ConsoleAccess access);

} // namespace twinvirt::kvm
