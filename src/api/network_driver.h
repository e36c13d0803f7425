#pragma once

#include "api/domain_types.h"
#include "api/network_types.h"
#include "util/result.h"

#include <string>
#include <vector>

namespace twinvirt {

/// libvirt's networks, for both kinds of domain (design decision 11).
class NetworkDriver {
  public:
    virtual ~NetworkDriver() = default;

    /// noNetwork when there is none, operationInvalid when it is not active; libvirt's words.
    virtual Result<NetworkTarget> target(const std::string& network) = 0;
    /// The leases of this hardware address; of all with an empty one.
    virtual Result<std::vector<DhcpLease>> leases(const std::string& network,
                                                  const std::string& mac) = 0;
};

/// Optional part of a driver: the interfaces of a domain that runs.
class DomainInterfaces {
  public:
    virtual ~DomainInterfaces() = default;

    virtual Result<std::vector<InterfaceAddresses>> addresses(const DomainIdentity& domain,
                                                              AddressSource source) = 0;
    /// `device`: its name on the host, or its MAC.
    virtual Result<InterfaceStats> stats(const DomainIdentity& domain,
                                         const std::string& device) = 0;
};

} // namespace twinvirt
