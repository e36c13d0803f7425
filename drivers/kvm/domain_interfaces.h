#pragma once

#include "api/network_driver.h"
#include "kvm/session.h"

namespace twinvirt::kvm {

class KvmInterfaces : public DomainInterfaces {
  public:
    explicit KvmInterfaces(Session& session) : session_(session) {}

    Result<std::vector<InterfaceAddresses>> addresses(const DomainIdentity& domain,
                                                      AddressSource source) override;
    Result<InterfaceStats> stats(const DomainIdentity& domain, const std::string& device) override;

  private:
    Session& session_;
};

} // namespace twinvirt::kvm
