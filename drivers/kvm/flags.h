#pragma once

namespace twinvirt::kvm {

/// `flag` of one of libvirt's flag sets, or none.
constexpr unsigned flagIf(bool wanted, unsigned flag) {
    return wanted ? flag : 0U;
}

} // namespace twinvirt::kvm
