#pragma once

#include "api/domain_monitor.h"
#include "lxc/lxc_driver_context.h"

namespace twinvirt::lxc {

/// What running containers use, from the kernel's own files, and what happens to them.
class LxcMonitor final : public DomainMonitor {
  public:
    explicit LxcMonitor(DriverContext& context) : context_(context) {}

    Result<CpuStatistics> cpuStatistics(const DomainIdentity& domain) override;
    Result<std::vector<Figure>> memoryStatistics(const DomainIdentity& domain) override;
    Result<void> setMemoryPeriod(const DomainIdentity& domain, unsigned seconds,
                                 ChangeScope scope) override;
    Result<std::vector<Figure>> blockStatistics(const DomainIdentity& domain,
                                                const std::string& device) override;
    Result<std::unique_ptr<EventStream>> watchEvents() override;

  private:
    DriverContext& context_;
};

} // namespace twinvirt::lxc
