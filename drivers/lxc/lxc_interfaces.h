#pragma once

#include "api/network_driver.h"
#include "lxc/launch_spec.h"
#include "lxc/lxc_driver_context.h"
#include "lxc/network/netlink.h"

namespace twinvirt::lxc {

/// The interfaces of running containers, as the kernel has them.
class LxcInterfaces final : public DomainInterfaces {
  public:
    explicit LxcInterfaces(DriverContext& context) : context_(context) {}

    Result<std::vector<InterfaceAddresses>> addresses(const DomainIdentity& domain,
                                                      AddressSource source) override;
    Result<InterfaceStats> stats(const DomainIdentity& domain, const std::string& device) override;

  private:
    DriverContext& context_;
};

/// A container that runs, with the spec that it was launched from and the names of its host ends.
struct LiveNetwork {
    LiveDomain live;
    LaunchSpec spec;
    std::vector<std::string> hostNames; ///< as long as spec.interfaces
};
Result<LiveNetwork> requireNetwork(DriverContext& context, const DomainIdentity& domain);

/// Gives the interfaces of a live definition the names that their ends have on the host: <target
/// dev=>. In the file they are not, since the next start would take them for the user's.
void nameLinks(DomainDefinition& live, const RunDirectory& directory);

/// The programs on the host that serve interfaces of the container (pasta): what they cost is the
/// container's.
std::vector<pid_t> networkPrograms(const RunDirectory& directory, const LaunchSpec& spec);

/// A descriptor of the network namespace of init, which is sure to be that of the status.
Result<UniqueFd> openNetworkNamespace(const ContainerStatus& status);

} // namespace twinvirt::lxc
