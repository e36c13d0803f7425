#pragma once

#include "model/domain_definition.h"

namespace twinvirt {

/// What libvirt's LXC driver prints as <emulator>. A container of ours is started by our own
/// supervisor whatever stands there; the path is printed so that a document is byte for byte what
/// virsh prints.
inline constexpr const char* libvirtLxcEmulator = "/usr/lib/libvirt/libvirt_lxc";

/// Completes a definition as libvirt 9.0 does at define: a random UUID, currentMemory = memory (and
/// never above it), limits of 2^53-1 KiB and a quota of 0 are none, cpuset and idmap in order.
/// For a container also arch = the host's, the emulator, and, where libvirt would fail at start
/// with "At least one PTY console is required", one <console type='pty'>.
void completeDomainDefinition(DomainDefinition& definition);

} // namespace twinvirt
