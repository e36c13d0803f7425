#pragma once

#include "lxc/native/lxc_config.h"

#include <map>
#include <string>
#include <vector>

namespace twinvirt::lxc {

/// The keys of one network device, of both spellings under the newer names: "type", "link",
/// "ipv4.address".
struct NicConfig {
    ConfigLine first; ///< for messages about the device as a whole
    std::vector<ConfigLine> settings;

    /// The last line of this name; nullptr when there is none.
    const ConfigLine* find(const std::string& name) const;
    std::string value(const std::string& name) const;
};

/// By number; the older spelling numbers them as they come.
using NicConfigs = std::map<unsigned, NicConfig>;

} // namespace twinvirt::lxc
