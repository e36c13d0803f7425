#pragma once

#include "model/kept_xml.h"

#include <optional>
#include <string>
#include <vector>

namespace twinvirt {

/// <capabilities policy='default|allow|deny'>
enum class CapabilityPolicy { defaultPolicy, allow, deny };

/// <mknod state='on'/>: one capability that differs from the policy.
struct CapabilityState {
    std::string name; ///< libvirt's: lower case without CAP_, as "sys_module"
    bool on = true;

    bool operator==(const CapabilityState&) const = default;
};

struct CapabilityFeature {
    CapabilityPolicy policy = CapabilityPolicy::defaultPolicy;
    std::vector<CapabilityState> states;

    bool operator==(const CapabilityFeature&) const = default;
};

/// <features>
struct Features {
    bool acpi = false;
    bool apic = false;
    bool pae = false;
    bool privateNetwork = false; ///< <privnet/>
    std::optional<CapabilityFeature> capabilities;
    KeptElements kept;

    bool operator==(const Features&) const = default;
};

} // namespace twinvirt
