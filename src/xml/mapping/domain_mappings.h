#pragma once

#include "model/domain_definition.h"
#include "xml/xml_mapping.h"

#include <cstdint>
#include <optional>
#include <string_view>

namespace twinvirt {

// One function for each element of a <domain>, in both directions; see XmlMapping.
void mapXml(XmlMapping& xml, DomainDefinition& definition);
void mapXml(XmlMapping& xml, BlockIoTune& tune);
void mapXml(XmlMapping& xml, BlockDeviceTune& device);
void mapXml(XmlMapping& xml, NumaMemory& memory);
void mapXml(XmlMapping& xml, MemoryTune& tune);
void mapXml(XmlMapping& xml, Vcpu& vcpu);
void mapXml(XmlMapping& xml, CpuTune& tune);
void mapXml(XmlMapping& xml, OperatingSystem& os);
void mapXml(XmlMapping& xml, InitEnvironment& variable);
void mapXml(XmlMapping& xml, IdMap& map);
void mapXml(XmlMapping& xml, IdMapRange& range);
void mapXml(XmlMapping& xml, Isolation& isolation);
void mapXml(XmlMapping& xml, ResourceLimit& limit);
void mapXml(XmlMapping& xml, Features& features);
void mapXml(XmlMapping& xml, CapabilityFeature& capabilities);
void mapXml(XmlMapping& xml, Clock& clock);
void mapXml(XmlMapping& xml, Timer& timer);
void mapXml(XmlMapping& xml, Devices& devices);
void mapXml(XmlMapping& xml, Disk& disk);
void mapXml(XmlMapping& xml, Filesystem& filesystem);
void mapXml(XmlMapping& xml, NetworkInterface& interface);
void mapXml(XmlMapping& xml, IpAddress& ip);
void mapXml(XmlMapping& xml, IpRoute& route);
void mapXml(XmlMapping& xml, BandwidthLimit& limit);
void mapXml(XmlMapping& xml, Bandwidth& bandwidth);
void mapXml(XmlMapping& xml, VlanTag& tag);
void mapXml(XmlMapping& xml, Vlan& vlan);
void mapXml(XmlMapping& xml, FilterParameter& parameter);
void mapXml(XmlMapping& xml, FilterReference& reference);
void mapXml(XmlMapping& xml, CharacterDevice& device);
void mapXml(XmlMapping& xml, HostDevice& device);
void mapXml(XmlMapping& xml, SecurityLabel& label);
void mapXml(XmlMapping& xml, SharedNamespace& shared);
void mapXml(XmlMapping& xml, SharedNamespaces& namespaces);

/// The <ip> and <route> elements of the element whose mapping this is.
void mapIpConfiguration(XmlMapping& xml, IpConfiguration& configuration);

/// Rounded up; tooMuchMemoryKib when it is beyond mostMemoryKib.
std::uint64_t amountInKib(std::uint64_t amount, std::string_view unit);

/// <memory unit='KiB'>: an amount of memory, with libvirt's units (KiB when none is said). A
/// required one is at least 1.
void mapMemory(XmlMapping& xml, std::string_view name, std::uint64_t& kib);
void mapMemory(XmlMapping& xml, std::string_view name, std::optional<std::uint64_t>& kib);

/// <space_hard_limit unit='bytes'>: an amount of bytes, with libvirt's units (bytes when none is
/// said).
void mapByteSize(XmlMapping& xml, std::string_view name, std::optional<std::uint64_t>& bytes);

/// domain@type; configUnsupported for another word than ours.
void mapDomainType(XmlMapping& xml, DomainType& type);

} // namespace twinvirt
