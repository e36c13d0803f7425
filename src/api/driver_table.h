#pragma once

#include "api/driver.h"
#include "api/element_rule.h"
#include "api/native_format.h"
#include "api/uri.h"
#include "util/install_paths.h"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace twinvirt {

/// One line of drivers/driver_table.cpp: a kind and how to open it. src/api is handed the table
/// and does not know what stands in it.
struct DriverEntry {
    std::string kind;                    ///< "lxc", "kvm", "mock": the prefix in "lxc:web"
    std::vector<std::string> schemes;    ///< of the URI: {"lxc"}, {"qemu", "test"}
    std::vector<DomainType> domainTypes; ///< that it runs
    bool partOfTwin = false;             ///< opened by twin:///system
    /// Opens the driver; the KVM module is loaded here and not before.
    std::function<Result<std::unique_ptr<Driver>>(const ConnectionUri&, const InstallPaths&)> open;
    /// Cheap (no module, no daemon): could this driver know a domain of this name, UUID or id
    /// (empty: any)? So that a command about a container never loads libvirt.
    std::function<bool(const ConnectionUri&, const std::string& key)> mayHaveDomain;
    /// Configurations of other tools that it reads and writes; no driver is opened for them.
    std::vector<NativeFormat> nativeFormats = {};
    /// How the kind treats each element, for `help KIND-elements`; empty: no table is kept.
    std::function<const ElementRules&()> elementRules = {};
};

using DriverTable = std::vector<DriverEntry>;

} // namespace twinvirt
