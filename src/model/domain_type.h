#pragma once

#include <string_view>

namespace twinvirt {

/// domain@type. `test` is the mock driver's (libvirt's test driver).
enum class DomainType { lxc, kvm, qemu, test };

/// The word that stands in the attribute.
constexpr std::string_view nameOf(DomainType type) {
    switch (type) {
    case DomainType::lxc:
        return "lxc";
    case DomainType::kvm:
        return "kvm";
    case DomainType::qemu:
        return "qemu";
    case DomainType::test:
        return "test";
    }
    return "";
}

} // namespace twinvirt
