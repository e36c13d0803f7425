#pragma once

#include "api/resource_control.h"
#include "mock/mock_world.h"

#include <functional>

namespace twinvirt::mock {

/// Limits that limit nobody: they are kept in the definitions, by the rules of a real driver.
class MockResources final : public ResourceControl {
  public:
    explicit MockResources(MockWorld& world) : world_(world) {}

    Result<std::vector<TuneParameter>> parameters(const DomainIdentity& domain, TuneGroup group,
                                                  ChangeScope scope) override;
    Result<void> setParameters(const DomainIdentity& domain, TuneGroup group,
                               const std::vector<TuneParameter>& parameters,
                               ChangeScope scope) override;
    Result<void> setMemory(const DomainIdentity& domain, std::uint64_t kib,
                           ChangeScope scope) override;
    Result<void> setMaxMemory(const DomainIdentity& domain, std::uint64_t kib,
                              ChangeScope scope) override;
    Result<VcpuCounts> vcpuCounts(const DomainIdentity& domain) override;
    Result<void> setVcpus(const DomainIdentity& domain, unsigned count, ChangeScope scope) override;
    Result<void> setMaxVcpus(const DomainIdentity& domain, unsigned count,
                             ChangeScope scope) override;
    Result<std::size_t> hostCpus() override { return std::size_t{8}; } // as test:///default
    Result<std::vector<VcpuPin>> vcpuPins(const DomainIdentity& domain, ChangeScope scope) override;
    Result<void> pinVcpu(const DomainIdentity& domain, const VcpuPin& pin,
                         ChangeScope scope) override;

  private:
    using Edit = std::function<Result<void>(DomainDefinition&)>;
    Result<void> change(const DomainIdentity& domain, ChangeScope scope, const Edit& edit);
    Result<const DomainDefinition*> asked(const DomainIdentity& domain, ChangeScope scope);

    MockWorld& world_;
};

} // namespace twinvirt::mock
