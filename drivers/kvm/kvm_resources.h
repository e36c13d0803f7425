#pragma once

#include "api/resource_control.h"
#include "kvm/session.h"

namespace twinvirt::kvm {

/// Limits of machines, through libvirt's calls; its rules and its texts.
class KvmResources final : public ResourceControl {
  public:
    explicit KvmResources(Session& session) : session_(session) {}

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
    Result<std::size_t> hostCpus() override;
    Result<std::vector<VcpuPin>> vcpuPins(const DomainIdentity& domain, ChangeScope scope) override;
    Result<void> pinVcpu(const DomainIdentity& domain, const VcpuPin& pin,
                         ChangeScope scope) override;

  private:
    Session& session_;
};

} // namespace twinvirt::kvm
