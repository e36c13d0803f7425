#include "kvm/networks.h"

#include "kvm/libvirt_error.h"
#include "xml/xml_document.h"

#include <algorithm>
#include <memory>
#include <span>

namespace twinvirt::kvm {

namespace {

struct NetworkDeleter {
    void operator()(virNetworkPtr network) const { virNetworkFree(network); }
};
using NetworkHandle = std::unique_ptr<virNetwork, NetworkDeleter>;

Result<NetworkHandle> find(Session& session, const std::string& name) {
    auto* connection = TRY(session.connection());
    NetworkHandle network(virNetworkLookupByName(connection, name.c_str()));
    if (!network)
        return lastLibvirtError();
    return network;
}

std::string attribute(const XmlElement& element, const std::string& wanted) {
    for (const auto& [name, value] : element.attributes())
        if (name == wanted)
            return value;
    return {};
}

Result<XmlDocument> documentOf(const std::string& name, virNetworkPtr network) {
    const LibvirtText xml(virNetworkGetXMLDesc(network, 0));
    if (!xml)
        return lastLibvirtError();
    return XmlDocument::parse({"network '" + name + "'", xml.get()});
}

/// <virtualport type='openvswitch'/>: its bridge is none of the kernel's.
bool isOpenVswitch(const XmlDocument& network) {
    const auto parts = network.root().children();
    return std::ranges::any_of(parts, [](const XmlElement& part) {
        return part.name() == "virtualport" && attribute(part, "type") == "openvswitch";
    });
}

/// The network hands its guests to a device of the host instead of a bridge.
Result<NetworkTarget> forwardedTo(const std::string& name, const XmlDocument& document) {
    NetworkTarget target;
    for (const auto& element : document.root().children()) {
        if (element.name() != "forward")
            continue;
        target.mode = attribute(element, "mode");
        for (const auto& interface : element.children())
            if (interface.name() == "interface" && target.device.empty())
                target.device = attribute(interface, "dev");
    }
    if (target.device.empty())
        return Error{ErrorCode::configUnsupported,
                     "network '" + name + "' (forward mode '" + target.mode +
                         "') has neither a bridge nor a device that a container can join"};
    return target;
}

} // namespace

Result<NetworkTarget> KvmNetworks::target(const std::string& name) {
    const auto network = TRY(find(session_, name));
    if (virNetworkIsActive(network.get()) == 0)
        return Error{ErrorCode::operationInvalid, "Requested operation is not valid: network '" +
                                                      name +
                                                      "' is not active; start it: virsh "
                                                      "net-start " +
                                                      name};
    const auto document = TRY(documentOf(name, network.get()));
    const LibvirtText bridge(virNetworkGetBridgeName(network.get()));
    if (bridge)
        return NetworkTarget{bridge.get(), "", "", isOpenVswitch(document)};
    return forwardedTo(name, document);
}

Result<std::vector<DhcpLease>> KvmNetworks::leases(const std::string& name,
                                                   const std::string& mac) {
    const auto network = TRY(find(session_, name));
    virNetworkDHCPLeasePtr* list = nullptr;
    const int count =
        virNetworkGetDHCPLeases(network.get(), mac.empty() ? nullptr : mac.c_str(), &list, 0);
    if (count < 0)
        return lastLibvirtError();
    std::vector<DhcpLease> leases;
    for (auto* lease : std::span(list, static_cast<std::size_t>(count))) {
        leases.push_back(
            {lease->mac == nullptr ? "" : lease->mac,
             {lease->type == VIR_IP_ADDR_TYPE_IPV6 ? "ipv6" : "ipv4", lease->ipaddr, lease->prefix},
             lease->hostname == nullptr ? "" : lease->hostname});
        virNetworkDHCPLeaseFree(lease);
    }
    std::free(static_cast<void*>(list));
    return leases;
}

} // namespace twinvirt::kvm
