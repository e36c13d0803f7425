#pragma once

#include "api/domain_monitor.h"
#include "kvm/session.h"

namespace twinvirt::kvm {

/// What machines use and what happens to them, as libvirt tells it.
class KvmMonitor final : public DomainMonitor {
  public:
    explicit KvmMonitor(Session& session) : session_(session) {}

    Result<CpuStatistics> cpuStatistics(const DomainIdentity& domain) override;
    Result<std::vector<Figure>> memoryStatistics(const DomainIdentity& domain) override;
    Result<void> setMemoryPeriod(const DomainIdentity& domain, unsigned seconds,
                                 ChangeScope scope) override;
    Result<std::vector<Figure>> blockStatistics(const DomainIdentity& domain,
                                                const std::string& device) override;
    Result<std::unique_ptr<EventStream>> watchEvents() override;

  private:
    Session& session_;
};

} // namespace twinvirt::kvm
