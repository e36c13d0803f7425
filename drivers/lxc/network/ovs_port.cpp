#include "lxc/network/ovs_port.h"

#include "util/host_program.h"

#include <algorithm>
#include <array>

namespace twinvirt::lxc {

static constexpr std::array programs{"/usr/bin/ovs-vsctl", "/usr/local/bin/ovs-vsctl"};
/// In the external ids of the switch's Interface; the value is the domain's uuid.
static constexpr const char* mark = "twinvirt-domain";

/// A value of the database that is a string whatever it looks like (ovs-vsctl(8), "Database
/// Values").
static std::string quoted(const std::string& text) {
    std::string value = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\')
            value += '\\';
        value += c;
    }
    return value + '"';
}

static std::string lastLine(const std::string& text) {
    return text.substr(text.rfind('\n') + 1);
}

/// Runs ovs-vsctl and returns what it printed.
static Result<std::string> askSwitch(std::vector<std::string> arguments) {
    HostProgram program;
    program.paths.assign(programs.begin(), programs.end());
    // It waits for the daemon, which may not run.
    arguments.insert(arguments.begin(), {"ovs-vsctl", "--timeout=5"});
    program.arguments = std::move(arguments);
    program.environment = {"PATH=/usr/bin:/bin"};
    program.endsWithCaller = true;
    const auto end = TRY(runHostProgram(program));
    if (end.isSuccess())
        return end.output;
    if (!end.wasExecuted())
        return Error{ErrorCode::operationUnsupported,
                     "<virtualport type='openvswitch'> is made by ovs-vsctl, which is not "
                     "installed; install the package openvswitch-switch, or remove <virtualport> "
                     "and connect to a bridge of the kernel's"};
    const std::string reason = lastLine(end.errors);
    return Error{ErrorCode::operationFailed,
                 "ovs-vsctl: " + (reason.empty() ? "Open vSwitch does not answer; start it with "
                                                   "'systemctl start openvswitch-switch'"
                                                 : reason)};
}

/// tag=, trunks= and vlan_mode= of ovs-vswitchd.conf.db(5), table Port.
static std::vector<std::string> vlanSettings(const std::vector<VlanSpec>& vlans) {
    if (vlans.empty())
        return {};
    const auto native = std::ranges::find_if(vlans, &VlanSpec::native);
    const bool access = vlans.size() == 1 && native != vlans.end() && native->untagged;
    if (access)
        return {"tag=" + std::to_string(native->id)};
    std::string trunks;
    for (const VlanSpec& vlan : vlans)
        trunks += (trunks.empty() ? "trunks=" : ",") + std::to_string(vlan.id);
    if (native == vlans.end())
        return {"vlan_mode=trunk", trunks};
    return {native->untagged ? "vlan_mode=native-untagged" : "vlan_mode=native-tagged",
            "tag=" + std::to_string(native->id), trunks};
}

std::vector<std::string> ovsPortArguments(const InterfaceSpec& spec) {
    const OvsPortSpec& port = spec.ovs;
    std::vector<std::string> arguments{"add-port", spec.link, spec.hostName};
    for (auto& setting : vlanSettings(spec.vlans))
        arguments.push_back(std::move(setting));
    arguments.insert(arguments.end(), {"--", "set", "Interface", spec.hostName});
    const auto add = [&](const std::string& key, const std::string& value) {
        if (!value.empty())
            arguments.push_back("external-ids:" + key + "=" + quoted(value));
    };
    add("attached-mac", spec.mac);
    add("iface-id", port.interfaceId);
    add("vm-id", port.domain);
    add("port-profile", port.profile);
    add("iface-status", "active");
    add(mark, port.domain);
    return arguments;
}

/// The uuid of the container that the port is of; empty: there is none of that name, or it is not a
/// container's.
static Result<std::string> ownerOf(const std::string& port) {
    std::string text =
        TRY(askSwitch({"--if-exists", "get", "Interface", port, std::string("external_ids")}));
    const std::string begin = std::string(mark) + "=";
    const auto at = text.find(begin);
    if (at == std::string::npos)
        return std::string();
    text.erase(0, at + begin.size());
    std::erase(text, '"');
    return text.substr(0, text.find_first_of(",}"));
}

static Result<bool> isPort(const std::string& name) {
    const std::string bridge = TRY(askSwitch({"--if-exists", "get", "Port", name, "_uuid"}));
    return !bridge.empty();
}

Result<void> addOvsPort(const InterfaceSpec& spec) {
    if (TRY(isPort(spec.hostName))) {
        // The link is new: this is what a container left before the host was restarted.
        if (TRY(ownerOf(spec.hostName)).empty())
            return Error{ErrorCode::operationFailed, "Open vSwitch has a port named '" +
                                                         spec.hostName +
                                                         "' already; write another <target dev=>"};
        TRY(askSwitch({"--if-exists", "del-port", spec.hostName}));
    }
    TRY(askSwitch(ovsPortArguments(spec)));
    return {};
}

Result<void> removeOvsPort(const InterfaceSpec& spec) {
    if (TRY(ownerOf(spec.hostName)) != spec.ovs.domain)
        return {};
    TRY(askSwitch({"--if-exists", "del-port", spec.link, spec.hostName}));
    return {};
}

} // namespace twinvirt::lxc
