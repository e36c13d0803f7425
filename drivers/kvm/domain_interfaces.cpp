#include "kvm/domain_interfaces.h"

#include "kvm/libvirt_error.h"

#include <memory>
#include <span>

namespace twinvirt::kvm {

namespace {

Result<unsigned> sourceOf(AddressSource source) {
    switch (source) {
    case AddressSource::agent:
        return unsigned{VIR_DOMAIN_INTERFACE_ADDRESSES_SRC_AGENT};
    case AddressSource::arp:
        return unsigned{VIR_DOMAIN_INTERFACE_ADDRESSES_SRC_ARP};
    case AddressSource::inside:
        return Error{ErrorCode::operationUnsupported,
                     "a machine has no network namespace on this host; use --source agent, lease "
                     "or arp"};
    case AddressSource::automatic:
    case AddressSource::lease:
        break;
    }
    return unsigned{VIR_DOMAIN_INTERFACE_ADDRESSES_SRC_LEASE};
}

InterfaceAddresses readInterface(const virDomainInterface& interface) {
    InterfaceAddresses result;
    result.name = interface.name;
    if (interface.hwaddr != nullptr)
        result.mac = interface.hwaddr;
    for (const auto& address : std::span(interface.addrs, interface.naddrs))
        result.addresses.push_back({address.type == VIR_IP_ADDR_TYPE_IPV6 ? "ipv6" : "ipv4",
                                    address.addr, address.prefix});
    return result;
}

/// What virDomainInterfaceAddresses hands over.
struct InterfaceList {
    virDomainInterfacePtr* items = nullptr;
    int count = 0;

    InterfaceList() = default;
    InterfaceList(const InterfaceList&) = delete;
    InterfaceList& operator=(const InterfaceList&) = delete;
    ~InterfaceList() {
        for (int i = 0; i < count; ++i)
            virDomainInterfaceFree(items[i]);
        std::free(static_cast<void*>(items));
    }
};

/// libvirt's -1: not counted.
std::optional<std::int64_t> counted(long long value) {
    return value < 0 ? std::nullopt : std::optional<std::int64_t>(value);
}

} // namespace

Result<std::vector<InterfaceAddresses>> KvmInterfaces::addresses(const DomainIdentity& identity,
                                                                 AddressSource source) {
    const unsigned from = TRY(sourceOf(source));
    const auto domain = TRY(session_.domain(identity));
    InterfaceList list;
    list.count = virDomainInterfaceAddresses(domain.get(), &list.items, from, 0);
    if (list.count < 0)
        return lastLibvirtError();
    std::vector<InterfaceAddresses> interfaces;
    for (const auto* interface : std::span(list.items, static_cast<std::size_t>(list.count)))
        interfaces.push_back(readInterface(*interface));
    return interfaces;
}

Result<InterfaceStats> KvmInterfaces::stats(const DomainIdentity& identity,
                                            const std::string& device) {
    const auto domain = TRY(session_.domain(identity));
    virDomainInterfaceStatsStruct raw{};
    if (virDomainInterfaceStats(domain.get(), device.c_str(), &raw, sizeof raw) < 0)
        return lastLibvirtError();
    InterfaceStats stats;
    stats.rxBytes = counted(raw.rx_bytes);
    stats.rxPackets = counted(raw.rx_packets);
    stats.rxErrors = counted(raw.rx_errs);
    stats.rxDropped = counted(raw.rx_drop);
    stats.txBytes = counted(raw.tx_bytes);
    stats.txPackets = counted(raw.tx_packets);
    stats.txErrors = counted(raw.tx_errs);
    stats.txDropped = counted(raw.tx_drop);
    return stats;
}

} // namespace twinvirt::kvm
