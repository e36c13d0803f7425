#pragma once

#include "api/network_driver.h"
#include "mock/mock_world.h"

namespace twinvirt::mock {

/// Interfaces with the addresses and counters that the transcripts expect.
class MockInterfaces : public DomainInterfaces {
  public:
    explicit MockInterfaces(MockWorld& world) : world_(world) {}

    Result<std::vector<InterfaceAddresses>> addresses(const DomainIdentity& domain,
                                                      AddressSource source) override;
    Result<InterfaceStats> stats(const DomainIdentity& domain, const std::string& device) override;

  private:
    MockWorld& world_;
};

} // namespace twinvirt::mock
