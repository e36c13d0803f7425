#pragma once

#include "api/resource_control.h"
#include "lxc/lxc_driver_context.h"

namespace twinvirt::lxc {

/// Limits of containers: kernel files while they run, their definitions always.
class LxcResources final : public ResourceControl {
  public:
    explicit LxcResources(DriverContext& context) : context_(context) {}

    Result<std::vector<TuneParameter>> parameters(const DomainIdentity& domain, TuneGroup group,
                                                  ChangeScope scope) override;
    Result<void> setParameters(const DomainIdentity& domain, TuneGroup group,
                               const std::vector<TuneParameter>& parameters,
                               ChangeScope scope) override;
    /// With a <memtune><hard_limit>, which is the same limit, that one changes too.
    Result<void> setMemory(const DomainIdentity& domain, std::uint64_t kib,
                           ChangeScope scope) override;
    Result<void> setMaxMemory(const DomainIdentity& domain, std::uint64_t kib,
                              ChangeScope scope) override;
    Result<VcpuCounts> vcpuCounts(const DomainIdentity& domain) override;
    /// A container gets at most the time of so many CPUs: <vcpu current='N'>.
    Result<void> setVcpus(const DomainIdentity& domain, unsigned count, ChangeScope scope) override;
    Result<void> setMaxVcpus(const DomainIdentity& domain, unsigned count,
                             ChangeScope scope) override;
    Result<std::size_t> hostCpus() override;
    /// All virtual CPUs of a container run where its cpuset allows.
    Result<std::vector<VcpuPin>> vcpuPins(const DomainIdentity& domain, ChangeScope scope) override;
    Result<void> pinVcpu(const DomainIdentity& domain, const VcpuPin& pin,
                         ChangeScope scope) override;

  private:
    DriverContext& context_;
};

} // namespace twinvirt::lxc
