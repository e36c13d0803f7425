#pragma once

#include "api/domain_monitor.h"
#include "mock/mock_world.h"

namespace twinvirt::mock {

/// Figures that stand still, and the events of this world.
class MockMonitor final : public DomainMonitor {
  public:
    explicit MockMonitor(MockWorld& world) : world_(world) {}

    Result<CpuStatistics> cpuStatistics(const DomainIdentity& domain) override;
    Result<std::vector<Figure>> memoryStatistics(const DomainIdentity& domain) override;
    Result<void> setMemoryPeriod(const DomainIdentity& domain, unsigned seconds,
                                 ChangeScope scope) override;
    Result<std::vector<Figure>> blockStatistics(const DomainIdentity& domain,
                                                const std::string& device) override;
    /// It begins with what has happened since the connection was opened: in this world nothing
    /// happens while one waits.
    Result<std::unique_ptr<EventStream>> watchEvents() override;

  private:
    Result<MockDomain*> running(const DomainIdentity& domain);

    MockWorld& world_;
};

} // namespace twinvirt::mock
