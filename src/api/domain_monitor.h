#pragma once

#include "api/change_scope.h"
#include "api/domain_event.h"
#include "api/domain_types.h"

#include <memory>
#include <string>
#include <vector>

namespace twinvirt {

/// CPU time that a domain used on one CPU of the host.
struct HostCpuTime {
    unsigned cpu = 0;
    std::chrono::nanoseconds total{};
    std::optional<std::chrono::nanoseconds> vcpu; ///< of a machine: by its virtual CPUs alone
};

struct CpuStatistics {
    std::vector<HostCpuTime> byCpu; ///< empty where the kernel does not count it (cgroup v2)
    std::chrono::nanoseconds total{};
    std::optional<std::chrono::nanoseconds> user;
    std::optional<std::chrono::nanoseconds> system;
};

/// One figure under virsh's name: "rd_bytes", "major_fault".
struct Figure {
    std::string name;
    std::uint64_t value = 0;

    bool operator==(const Figure&) const = default;
};

/// Optional part of a driver: what a running domain uses. All of it since the domain started;
/// operationInvalid when the domain does not run.
class DomainMonitor {
  public:
    virtual ~DomainMonitor() = default;

    virtual Result<CpuStatistics> cpuStatistics(const DomainIdentity& domain) = 0;
    /// virsh's tags in their order; sizes in KiB, faults and swap as libvirt counts them.
    virtual Result<std::vector<Figure>> memoryStatistics(const DomainIdentity& domain) = 0;
    /// How often a machine's balloon tells its figures, in seconds; 0: never.
    virtual Result<void> setMemoryPeriod(const DomainIdentity& domain, unsigned seconds,
                                         ChangeScope scope) = 0;
    /// rd_req, rd_bytes, … of one device, by its target ("vda") or its path; empty: of all
    /// together.
    virtual Result<std::vector<Figure>> blockStatistics(const DomainIdentity& domain,
                                                        const std::string& device) = 0;
    /// Everything that happens to this driver's domains from now on, whoever does it.
    virtual Result<std::unique_ptr<EventStream>> watchEvents() = 0;
};

} // namespace twinvirt
