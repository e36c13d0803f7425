#pragma once

#include "util/host_program.h"
#include "util/install_paths.h"
#include "util/result.h"

#include <string>
#include <vector>

namespace twinvirt::lxc {

/// The program that starts libvirtd on demand where systemd does not; part of the KVM driver.
std::string libvirtStarter(const InstallPaths& install);

/// Runs virsh(1) on nwfilter:///system with these arguments; `input` is its standard input (-1:
/// empty). When no daemon answers and systemd is not there to start one, `starter` is run (empty:
/// none) and virsh once more. The supervisor is static and links no libvirt, hence a program.
/// What virsh says is no error here; that it, or the daemon, cannot be started is.
Result<HostProgramEnd> runVirsh(const std::vector<std::string>& arguments, int input,
                                const std::string& starter);

/// True when virsh did not reach a daemon.
bool foundNoDaemon(const HostProgramEnd& end);

/// The last line that virsh wrote to stderr, without "error: "; may be empty.
std::string virshReason(const HostProgramEnd& end);

} // namespace twinvirt::lxc
