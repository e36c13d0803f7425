#pragma once

#include "api/change_scope.h"
#include "api/domain_types.h"

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace twinvirt {

/// The groups of parameters that have a verb each.
enum class TuneGroup {
    memory,    ///< memtune: hard_limit, soft_limit, swap_hard_limit, in KiB
    scheduler, ///< schedinfo: `scheduler` (its name), cpu_shares, vcpu_period, vcpu_quota, in µs
    blockIo,   ///< blkiotune: weight, device_weight, device_read_iops_sec, …
    numa,      ///< numatune: numa_mode (libvirt's number), numa_nodeset
    tasks,     ///< ours, pidstune: pids_max, processes and threads; unlimitedMemoryKib: no limit
};

/// libvirt's virTypedParameter. A limit that is not set: memory is unlimitedMemoryKib, a quota -1.
struct TuneParameter {
    std::string name;
    std::variant<std::int64_t, std::uint64_t, std::string> value;

    bool operator==(const TuneParameter&) const = default;
};

/// VIR_DOMAIN_MEMORY_PARAM_UNLIMITED
inline constexpr std::uint64_t unlimitedMemoryKib = 9007199254740991ULL;

/// How many virtual CPUs a domain may have and has; live ones while it runs.
struct VcpuCounts {
    std::optional<unsigned> maximumConfig;
    std::optional<unsigned> maximumLive;
    std::optional<unsigned> currentConfig;
    std::optional<unsigned> currentLive;
};

/// On which CPUs of the host a virtual CPU runs.
struct VcpuPin {
    unsigned vcpu = 0;
    std::vector<bool> cpus; ///< by the host's numbers

    bool operator==(const VcpuPin&) const = default;
};

/// Optional part of a driver: limits of a domain, in both of its definitions. A scope without
/// --live and --config is the live definition of a domain that runs, else the persistent one. A
/// change is whole: after an error nothing is changed.
class ResourceControl {
  public:
    virtual ~ResourceControl() = default;

    virtual Result<std::vector<TuneParameter>> parameters(const DomainIdentity& domain,
                                                          TuneGroup group, ChangeScope scope) = 0;
    /// Those that are not named stay. invalidArgument for a name or a value that cannot be.
    virtual Result<void> setParameters(const DomainIdentity& domain, TuneGroup group,
                                       const std::vector<TuneParameter>& parameters,
                                       ChangeScope scope) = 0;
    /// <currentMemory>: what the domain has now, at most its maximum.
    virtual Result<void> setMemory(const DomainIdentity& domain, std::uint64_t kib,
                                   ChangeScope scope) = 0;
    /// <memory>: the maximum.
    virtual Result<void> setMaxMemory(const DomainIdentity& domain, std::uint64_t kib,
                                      ChangeScope scope) = 0;
    virtual Result<VcpuCounts> vcpuCounts(const DomainIdentity& domain) = 0;
    /// How many are in use, at most the maximum.
    virtual Result<void> setVcpus(const DomainIdentity& domain, unsigned count,
                                  ChangeScope scope) = 0;
    /// The maximum; it takes effect at the next boot.
    virtual Result<void> setMaxVcpus(const DomainIdentity& domain, unsigned count,
                                     ChangeScope scope) = 0;
    /// How many CPUs the host has; the length of VcpuPin::cpus.
    virtual Result<std::size_t> hostCpus() = 0;
    virtual Result<std::vector<VcpuPin>> vcpuPins(const DomainIdentity& domain,
                                                  ChangeScope scope) = 0;
    virtual Result<void> pinVcpu(const DomainIdentity& domain, const VcpuPin& pin,
                                 ChangeScope scope) = 0;
};

} // namespace twinvirt
