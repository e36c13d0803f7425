#pragma once

#include "api/network_driver.h"
#include "kvm/session.h"

namespace twinvirt::kvm {

/// libvirt's virtual networks.
class KvmNetworks : public NetworkDriver {
  public:
    explicit KvmNetworks(Session& session) : session_(session) {}

    Result<NetworkTarget> target(const std::string& network) override;
    Result<std::vector<DhcpLease>> leases(const std::string& network,
                                          const std::string& mac) override;

  private:
    Session& session_;
};

} // namespace twinvirt::kvm
