#pragma once

#include "util/result.h"
#include "util/unique_fd.h"

#include <libvirt/libvirt.h>

#include <string>

namespace twinvirt::kvm {

/// GuestAccess::openLog of a machine: the file of <log file='…'/> in its <serial> or <console>,
/// which libvirt writes when the definition has one; otherwise an error that says how to have it.
Result<UniqueFd> openConsoleLog(virDomainPtr domain, const std::string& device, bool follow);

/// The file that the document names for the device (its alias; empty: the first one that has a
/// log); empty when there is none.
std::string logFileOf(const std::string& xml, const std::string& device);

} // namespace twinvirt::kvm
