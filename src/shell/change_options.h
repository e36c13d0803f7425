#pragma once

#include "api/connection.h"
#include "api/device_changes.h"
#include "shell/command.h"
#include "shell/parsed_command.h"

namespace twinvirt {

namespace option {

constexpr OptionDefinition persistent() {
    return flag("persistent", "make live change persistent");
}
constexpr OptionDefinition config() {
    return flag("config", "affect next boot");
}
constexpr OptionDefinition live() {
    return flag("live", "affect running domain");
}
constexpr OptionDefinition current() {
    return flag("current", "affect current domain");
}

} // namespace option

/// What --persistent, --config, --live and --current ask for; virsh's words when they exclude each
/// other. --persistent is --config, and --live as well while the domain runs.
Result<ChangeScope> changeScope(const ParsedCommand& command, const Domain& domain);

/// A verb of the domain's driver; operationUnsupported when it has none of them.
Result<void> changeDevices(const Domain& domain,
                           Result<void> (DeviceChanges::*verb)(const DomainIdentity&,
                                                               const DeviceDocument&, ChangeScope),
                           const DeviceDocument& device, ChangeScope scope);

} // namespace twinvirt
