#pragma once

#include "lxc/native/lxc_config.h"
#include "lxc/native/nic_config.h"
#include "xml/xml_format.h"

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace twinvirt::lxc {

/// A configuration on its way to a definition: what the lines said so far.
struct Import {
    DomainDefinition domain;
    std::vector<std::string> notes;

    std::optional<ConfigLine> root;
    bool rootReadOnly = false;
    std::vector<ConfigLine> mounts;
    std::set<std::string> droppedCapabilities;
    std::optional<std::set<std::string>> keptCapabilities;
    NicConfigs nics;
    std::vector<ConfigLine> devices;         ///< devices.allow
    std::optional<std::uint64_t> swapMaxKib; ///< cgroup v2 counts swap alone

    void note(const ConfigLine& line, const std::string& what) {
        notes.push_back(line.where() + ": " + what);
    }
};

using ImportStep = Result<void> (*)(Import& import, const ConfigLine& line);

/// How a key is read: "lxc.uts.name", or "lxc.net." with all that begins so. nullptr: it has no
/// counterpart.
ImportStep stepFor(const std::string& key);
/// Why a key has no counterpart, and what to do.
std::string whyDropped(const std::string& key);

// Steps, one for each group of keys.
Result<void> importName(Import& import, const ConfigLine& line);
Result<void> importArch(Import& import, const ConfigLine& line);
Result<void> importConsoles(Import& import, const ConfigLine& line);
Result<void> importInitCommand(Import& import, const ConfigLine& line);
Result<void> importInitDirectory(Import& import, const ConfigLine& line);
Result<void> importInitUser(Import& import, const ConfigLine& line);
Result<void> importInitGroup(Import& import, const ConfigLine& line);
Result<void> importEnvironment(Import& import, const ConfigLine& line);
Result<void> importIdMap(Import& import, const ConfigLine& line);
Result<void> importAppArmorProfile(Import& import, const ConfigLine& line);
Result<void> importSelinuxContext(Import& import, const ConfigLine& line);
Result<void> importCapabilitiesDropped(Import& import, const ConfigLine& line);
Result<void> importCapabilitiesKept(Import& import, const ConfigLine& line);
Result<void> importSharedNamespace(Import& import, const ConfigLine& line);
Result<void> importRoot(Import& import, const ConfigLine& line);
Result<void> importRootOptions(Import& import, const ConfigLine& line);
Result<void> importMount(Import& import, const ConfigLine& line);
Result<void> refuseFstab(Import& import, const ConfigLine& line);
Result<void> importDevice(Import& import, const ConfigLine& line);
Result<void> importDeviceDenied(Import& import, const ConfigLine& line);
Result<void> importLegacyNic(Import& import, const ConfigLine& line);
Result<void> importNic(Import& import, const ConfigLine& line);
/// lxc.cgroup.*, lxc.cgroup2.*
Result<void> importCgroupSetting(Import& import, const ConfigLine& line);

/// Whether the node is a <hostdev> already; a bind mount of it is part of that.
bool isHandedOver(const Import& import, const std::string& path);

// What can be said only when all lines were read.
Result<void> finishFilesystems(Import& import);
Result<void> finishNetwork(Import& import);
void finishDevices(Import& import);
void finishCapabilities(Import& import);
void finishMemory(Import& import, const std::string& fileName);

/// The value in this format, or an error with the line.
template <typename T>
Result<T> readAs(const ConfigLine& line, const XmlFormat<T>& format, std::string_view text) {
    auto value = format.read(text);
    if (!value)
        return line.error('\'' + std::string(text) + "' is not right; expected " + format.expected);
    return std::move(*value);
}
template <typename T>
Result<T> readAs(const ConfigLine& line, const XmlFormat<T>& format) {
    return readAs(line, format, line.value);
}

} // namespace twinvirt::lxc
