#pragma once

#include "api/domain_types.h"
#include "kvm/session.h"

namespace twinvirt::kvm {

/// May this process open /dev/kvm?
HostCheck checkKvmDevice();
/// Can KVM run a guest (probe/kvm_probe.h)?
HostCheck checkKvmRunsGuest();
/// Is QEMU there?
HostCheck checkEmulator();
/// May QEMU's user open /dev/kvm? Otherwise libvirtd probes QEMU at every look-up.
HostCheck checkQemuUser();
/// Does libvirt answer (after starting it where that is our part)?
HostCheck checkLibvirt(Session& session);

} // namespace twinvirt::kvm
