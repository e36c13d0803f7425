#pragma once

#include "model/ip_configuration.h"
#include "model/kept_xml.h"
#include "model/link_settings.h"
#include "model/source_line.h"
#include "util/uuid.h"

#include <optional>
#include <string>

namespace twinvirt {

/// <interface type='network'>
struct NetworkInterface {
    std::string type;                        ///< network, bridge, ethernet, direct, user, …
    std::optional<std::string> mac;          ///< lower case, aa:bb:cc:dd:ee:ff
    std::optional<std::string> source;       ///< @network, @bridge or @dev of <source>
    std::optional<std::string> portGroup;    ///< <source portgroup=> of type network
    std::optional<std::string> sourceMode;   ///< <source mode=> of type direct
    IpConfiguration hostIp;                  ///< <ip>, <route> in the <source> of type ethernet
    std::optional<Vlan> vlan;                ///< <vlan>
    std::optional<std::string> virtualPort;  ///< <virtualport type=>
    std::optional<Uuid> portInterfaceId;     ///< its <parameters interfaceid=>, of openvswitch
    std::optional<std::string> portProfile;  ///< likewise profileid; other parameters are kept
    std::optional<Bandwidth> bandwidth;      ///< <bandwidth>
    std::optional<bool> isolated;            ///< <port isolated=>
    IpConfiguration guestIp;                 ///< <ip>, <route>
    std::optional<std::string> script;       ///< <script path=>
    std::optional<std::string> targetDevice; ///< its name on the host
    std::optional<std::string> guestDevice;  ///< <guest dev=>: its name inside
    std::optional<std::string> model;        ///< <model type=>
    std::optional<std::string> backend;      ///< <backend type=>: passt
    std::optional<FilterReference> filter;   ///< <filterref>
    std::optional<bool> linkUp;              ///< <link state=>
    std::optional<unsigned> mtu;             ///< <mtu size=>
    std::optional<std::string> alias;        ///< live only, unless it begins with "ua-"
    KeptElements kept;
    SourceLine line;

    bool operator==(const NetworkInterface&) const = default;
};

} // namespace twinvirt
