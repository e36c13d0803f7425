#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace twinvirt {

/// <inbound average='1000' peak='5000' floor='200' burst='1024'/>; absent means no limit.
struct BandwidthLimit {
    std::optional<std::uint64_t> averageKibSec;
    std::optional<std::uint64_t> peakKibSec;
    std::optional<std::uint64_t> floorKibSec; ///< inbound only: what a network guarantees
    std::optional<std::uint64_t> burstKib;

    bool operator==(const BandwidthLimit&) const = default;
};

/// <bandwidth>: inbound is what the guest receives.
struct Bandwidth {
    std::optional<BandwidthLimit> inbound;
    std::optional<BandwidthLimit> outbound;

    bool operator==(const Bandwidth&) const = default;
};

/// <tag id='42' nativeMode='untagged'/>
struct VlanTag {
    unsigned id = 0;                       ///< 0..4095
    std::optional<std::string> nativeMode; ///< tagged, untagged

    bool operator==(const VlanTag&) const = default;
};

/// <vlan trunk='yes'>
struct Vlan {
    std::optional<bool> trunk; ///< true once completed when there is more than one tag
    std::vector<VlanTag> tags; ///< at least one

    bool operator==(const Vlan&) const = default;
};

/// <parameter name='IP' value='10.0.0.2'/>; the same name again is one more value.
struct FilterParameter {
    std::string name;  ///< letters, digits and '_'
    std::string value; ///< the same, '.' and ':'

    bool operator==(const FilterParameter&) const = default;
};

/// <filterref filter='clean-traffic'>
struct FilterReference {
    std::string filter; ///< name of a filter of libvirt's nwfilter driver
    std::vector<FilterParameter> parameters;

    bool operator==(const FilterReference&) const = default;
};

} // namespace twinvirt
