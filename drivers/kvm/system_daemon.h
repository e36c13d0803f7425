#pragma once

#include "util/install_paths.h"
#include "util/result.h"

#include <string>

namespace twinvirt::kvm {

/// True for root on a machine whose PID 1 is not systemd: there nobody else starts libvirtd.
bool mayStartSystemDaemon();

/// Has Debian's libvirtd answer on its socket: when it does not, starts it (and virtlogd) detached,
/// below a child subreaper of ours (libexec/twinvirt-libvirtd), to leave by itself half a minute
/// after its last machine and client. Concurrent callers wait for each other and start one.
/// noConnect with what is missing and the packages that bring it.
Result<void> ensureSystemDaemon(const InstallPaths& paths);

/// What to do about a qemu:///system that does not answer, as the end of a sentence; empty when
/// this cannot be told.
std::string daemonRemedy();

} // namespace twinvirt::kvm
