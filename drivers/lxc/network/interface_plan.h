#pragma once

#include "api/network_types.h"
#include "lxc/network/interface_spec.h"
#include "model/domain_definition.h"
#include "util/result.h"

#include <functional>
#include <string>
#include <vector>

namespace twinvirt::lxc {

/// Says what a network of libvirt's is connected to.
using NetworkLookup = std::function<Result<NetworkTarget>(const std::string& network)>;

/// libvirt's rule: <privnet/>, an <interface> or a <hostdev type='net'>.
bool hasOwnNetwork(const DomainDefinition& definition);

/// Resolves the interfaces, then the devices of the host (<hostdev type='net'>) of a container.
/// Errors name the element and the remedy. An empty `lookup` checks everything but the networks.
Result<std::vector<InterfaceSpec>> planInterfaces(const Devices& devices,
                                                  const NetworkLookup& lookup);

/// One more for a container that has `others`.
Result<InterfaceSpec> planInterface(const NetworkInterface& interface,
                                    const std::vector<InterfaceSpec>& others,
                                    const NetworkLookup& lookup);

/// Whose links these are, for the programs of the host that know them by name.
struct LinkOwner {
    std::string domain;      ///< its name
    std::string uuid;        ///< of the same
    std::string nameCounter; ///< see link_names.h
    std::string starter;     ///< FilterSpec::starter
};

/// Ports of Open vSwitch and those with a filter of libvirt's have names before they are made, so
/// that both can be told to forget them whatever happens: those without one get a new one
/// (link_names.h), and their owner.
Result<void> nameKnownLinks(std::vector<InterfaceSpec>& interfaces, const LinkOwner& owner);

Result<InterfaceSpec> planHostDevice(const HostDevice& device,
                                     const std::vector<InterfaceSpec>& others);

} // namespace twinvirt::lxc
