#pragma once

#include "lxc/isolation/mount_tree.h"

namespace twinvirt::lxc {

/// The detached overlay of a spec of that kind, without device nodes.
///
/// The kernel maps no ids on an overlay, but it takes layers whose ids are mapped (since 5.19):
/// with a user namespace the layers are shown through its id map and the overlay is made of those.
/// Nothing in them is chowned. The error carries the kernel's own reason.
Result<UniqueFd> mountOverlay(const MountSpec& mount, const MountOwner& owner);

} // namespace twinvirt::lxc
