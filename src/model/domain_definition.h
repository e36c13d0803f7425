#pragma once

#include "model/block_io_tune.h"
#include "model/clock.h"
#include "model/cpu.h"
#include "model/devices.h"
#include "model/domain_type.h"
#include "model/features.h"
#include "model/id_map.h"
#include "model/isolation.h"
#include "model/kept_xml.h"
#include "model/lifecycle.h"
#include "model/memory.h"
#include "model/numa_tune.h"
#include "model/operating_system.h"
#include "model/security_label.h"
#include "model/shared_namespaces.h"
#include "util/uuid.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace twinvirt {

/// A <domain> as plain values. A domain has two of them, the live and the persistent one.
/// Optional members are absent until src/xml/defaults completed the definition.
struct DomainDefinition {
    DomainType type = DomainType::lxc;
    std::optional<long> id; ///< live only: domain@id
    std::string name;
    std::optional<Uuid> uuid;
    std::optional<std::string> title;
    std::optional<std::string> description;
    std::uint64_t memoryKib = 0;
    std::optional<std::uint64_t> currentMemoryKib;
    BlockIoTune blockIoTune;
    MemoryTune memoryTune;
    Vcpu vcpu;
    CpuTune cpuTune;
    std::optional<NumaMemory> numaMemory; ///< <numatune><memory>
    std::optional<std::string> partition; ///< <resource><partition>, absolute; absent: /machine
    std::optional<std::uint64_t> pidsMax; ///< <resource><pids>, ours: most tasks at one time
    OperatingSystem os;
    IdMap idMap;
    std::optional<Isolation> isolation; ///< ours, lxc only
    Features features;
    Clock clock;
    LifecycleAction onPoweroff = LifecycleAction::destroy;
    LifecycleAction onReboot = LifecycleAction::restart;
    LifecycleAction onCrash = LifecycleAction::destroy;
    Devices devices;
    std::vector<SecurityLabel> securityLabels;
    SharedNamespaces sharedNamespaces; ///< <lxc:namespace>
    KeptElements kept;

    bool operator==(const DomainDefinition&) const = default;
};

} // namespace twinvirt
