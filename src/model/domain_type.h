#pragma once

namespace twinvirt {

/// domain@type. `test` is the mock driver's (libvirt's test driver).
enum class DomainType { lxc, kvm, qemu, test };

} // namespace twinvirt
