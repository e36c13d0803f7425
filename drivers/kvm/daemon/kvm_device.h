#pragma once

#include "util/result.h"

namespace twinvirt::kvm {

/// When the user that QEMU runs as cannot open /dev/kvm, libvirtd finds its cached probe of QEMU
/// outdated at every look-up and probes again: 4 s each time, 40 s for one `define`. Instead of
/// touching the host's /dev/kvm or qemu.conf this gives the calling process a mount namespace
/// (slave: the host's mounts go on arriving) whose /dev/kvm belongs to that user. Nothing is
/// changed when the user can open it, or when there is no /dev/kvm.
Result<void> giveKvmToQemu();

} // namespace twinvirt::kvm
