#include "lxc/native/export.h"

#include "lxc/native/lxc_tools.h"

#include <array>
#include <cstdint>
#include <set>

namespace twinvirt::lxc {

namespace {

/// As importInitCommand reads it.
std::string quoted(const std::string& word) {
    if (!word.empty() && word.find_first_of(" \t\"'") == std::string::npos)
        return word;
    const char quote = word.find('\'') == std::string::npos ? '\'' : '"';
    return quote + word + quote;
}

void exportInit(const OperatingSystem& os, Export& config) {
    std::string command = quoted(os.init.value_or("/sbin/init"));
    for (const auto& argument : os.initArguments)
        command += ' ' + quoted(argument);
    config.put("lxc.init.cmd", command);
    if (os.initDirectory)
        config.put("lxc.init.cwd", *os.initDirectory);
    const auto putId = [&](const std::optional<std::string>& id, const char* key,
                           const char* element) {
        if (!id)
            return;
        const auto number = id->starts_with('+') ? id->substr(1) : *id;
        if (number.find_first_not_of("0123456789") == std::string::npos)
            config.put(key, number);
        else if (number == "root")
            config.put(key, "0");
        else
            config.leave(element, "LXC takes numbers only, not '" + number + '\'');
    };
    putId(os.initUser, "lxc.init.uid", "inituser");
    putId(os.initGroup, "lxc.init.gid", "initgroup");
    for (const auto& variable : os.initEnvironment)
        config.put("lxc.environment", variable.name + '=' + variable.value);
}

void exportCapabilities(const std::optional<CapabilityFeature>& feature, Export& config) {
    const auto chosen = feature.value_or(CapabilityFeature{});
    std::set<std::string> names; // those dropped, or with deny those kept
    if (chosen.policy == CapabilityPolicy::defaultPolicy)
        names = {"sys_module", "sys_time", "mknod", "audit_control", "mac_admin"};
    const bool keeps = chosen.policy == CapabilityPolicy::deny;
    for (const auto& state : chosen.states) {
        if (state.on == keeps)
            names.insert(state.name);
        else
            names.erase(state.name);
    }
    std::string list;
    for (const auto& name : names)
        list += (list.empty() ? "" : " ") + name;
    if (keeps)
        config.put("lxc.cap.keep", list.empty() ? "none" : list);
    else if (!list.empty())
        config.put("lxc.cap.drop", list);
}

void exportSharedNamespaces(const SharedNamespaces& shared, Export& config) {
    const auto put = [&](const char* kind, const std::optional<SharedNamespace>& one) {
        if (one)
            config.put(std::string("lxc.namespace.share.") + kind,
                       one->type == "netns" ? "/run/netns/" + one->value : one->value);
    };
    put("net", shared.net);
    put("ipc", shared.ipc);
    put("uts", shared.uts);
}

/// What LXC has no key for.
void leaveOthers(const DomainDefinition& domain, Export& config) {
    if (domain.title || domain.description)
        config.leave("title", "a configuration has no description");
    if (!domain.clock.timers.empty() || domain.clock.offset != "utc")
        config.leave("clock", "a container has the host's clock");
    if (domain.isolation)
        config.leave("twinvirt:isolation", "write lxc.seccomp.profile, lxc.no_new_privs and "
                                           "lxc.prlimit.* by hand");
    if (domain.idMap.automatic && domain.idMap.uids.empty())
        config.leave("idmap", "its range is chosen at the start; write lxc.idmap lines, or the "
                              "container runs without a user namespace");
    for (const auto& disk : domain.devices.disks)
        config.leave("disk", "target '" + disk.targetDevice + "'; allow the device by hand");
    for (const auto& label : domain.securityLabels)
        if (label.type != "none" && !(label.type == "static" && label.label))
            config.leave("seclabel", "no profile is made for a domain in LXC either");
    const auto leaveKept = [&](const KeptElements& kept) {
        for (const auto& element : kept)
            config.leave(element.name, "LXC has no key for it");
    };
    leaveKept(domain.kept);
    leaveKept(domain.features.kept);
    leaveKept(domain.devices.kept);
}

/// A value in one line: a line break would begin another key.
bool hasLineBreak(const std::string& text) {
    return text.find_first_of("\n\r") != std::string::npos;
}

/// The first value of the text that would break out of its line.
Result<void> refuseLineBreaks(const DomainDefinition& domain) {
    std::vector<std::string> values = domain.os.initArguments;
    for (const auto& variable : domain.os.initEnvironment)
        values.push_back(variable.value);
    for (const auto& filesystem : domain.devices.filesystems) {
        values.push_back(filesystem.target);
        values.push_back(filesystem.source.value_or(""));
    }
    for (const auto& interface : domain.devices.interfaces)
        for (const auto* value :
             {&interface.source, &interface.guestDevice, &interface.targetDevice})
            values.push_back(value->value_or(""));
    for (const auto& device : domain.devices.hostDevices)
        values.push_back(device.source);
    for (const auto* shared :
         {&domain.sharedNamespaces.net, &domain.sharedNamespaces.ipc, &domain.sharedNamespaces.uts})
        if (*shared)
            values.push_back((*shared)->value);
    values.push_back(domain.os.init.value_or(""));
    values.push_back(domain.os.initDirectory.value_or(""));
    for (const auto& value : values)
        if (hasLineBreak(value))
            return Error{ErrorCode::configUnsupported,
                         "a value of the definition has a line break, which a configuration of "
                         "LXC cannot hold: '" +
                             value.substr(0, value.find_first_of("\n\r")) + "…'"};
    return {};
}

} // namespace

void exportIdentity(const DomainDefinition& domain, Export& config) {
    config.put("lxc.uts.name", domain.name);
    if (domain.os.arch)
        config.put("lxc.arch", *domain.os.arch);
    exportInit(domain.os, config);
    if (!domain.devices.consoles.empty())
        config.put("lxc.tty.max", std::to_string(domain.devices.consoles.size()));
    for (const auto& label : domain.securityLabels)
        if (label.type == "static" && label.label)
            config.put(label.model == "selinux" ? "lxc.selinux.context" : "lxc.apparmor.profile",
                       *label.label);
    const auto putRanges = [&](const char* kind, const std::vector<IdMapRange>& ranges) {
        for (const auto& range : ranges)
            config.put("lxc.idmap", kind + std::to_string(range.start) + ' ' +
                                        std::to_string(range.target) + ' ' +
                                        std::to_string(range.count));
    };
    putRanges("u ", domain.idMap.uids);
    putRanges("g ", domain.idMap.gids);
    exportCapabilities(domain.features.capabilities, config);
    exportSharedNamespaces(domain.sharedNamespaces, config);
}

Result<NativeExport> exportLxcConfig(const DomainDefinition& definition) {
    if (definition.type != DomainType::lxc)
        return Error{ErrorCode::argumentUnsupported, "'" + definition.name +
                                                         "' is a machine of type '" +
                                                         std::string(nameOf(definition.type)) +
                                                         "'; lxc-tools is a format of containers"};
    TRY(refuseLineBreaks(definition));
    Export config;
    config.text =
        "# A container of LXC 3 or later, from the definition of '" + definition.name + "'.\n";
    exportIdentity(definition, config);
    exportFilesystems(definition, config);
    exportNetwork(definition, config);
    exportHostDevices(definition, config);
    exportResources(definition, config);
    leaveOthers(definition, config);
    return NativeExport{std::move(config.text), std::move(config.notes)};
}

} // namespace twinvirt::lxc
