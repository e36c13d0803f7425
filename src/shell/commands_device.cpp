#include "shell/change_options.h"
#include "shell/commands.h"
#include "shell/shell.h"
#include "util/atomic_file.h"

#include <cstring>

namespace twinvirt {

namespace {

using DeviceVerb = Result<void> (DeviceChanges::*)(const DomainIdentity&, const DeviceDocument&,
                                                   ChangeScope);

/// attach-device, detach-device and update-device differ in three words.
Result<int> changeDevice(Shell& shell, const ParsedCommand& command, DeviceVerb verb,
                         const std::string& word, const std::string& past) {
    const auto domain = TRY(shell.domain(command));
    const auto scope = TRY(changeScope(command, domain));
    const auto file = command.required("file");
    const auto text = readFile(file);
    if (!text && text.error().errnum != 0)
        return Error{text.error().code,
                     "Failed to open file '" + file + "': " + std::strerror(text.error().errnum),
                     text.error().errnum};
    const auto xml = TRY(text);
    const auto changed = changeDevices(domain, verb, {file, xml}, scope);
    if (!changed)
        return shell.failed("Failed to " + word + " device from " + file, changed.error());
    shell.done("Device " + past + " successfully");
    return 0;
}

Result<int> attachDevice(Shell& shell, const ParsedCommand& command) {
    return changeDevice(shell, command, &DeviceChanges::attachDevice, "attach", "attached");
}

Result<int> detachDevice(Shell& shell, const ParsedCommand& command) {
    return changeDevice(shell, command, &DeviceChanges::detachDevice, "detach", "detached");
}

Result<int> updateDevice(Shell& shell, const ParsedCommand& command) {
    return changeDevice(shell, command, &DeviceChanges::updateDevice, "update", "updated");
}

constexpr OptionDefinition deviceOptions[]{
    option::domain(),     option::data("file", "XML file", Completion::file),
    option::persistent(), option::config(),
    option::live(),       option::current(),
};

} // namespace

constinit const CommandDefinition attachDeviceCommand{
    .name = "attach-device",
    .help = "attach device from an XML file",
    .description = "Attach device from an XML <file>.",
    .options = deviceOptions,
    .run = attachDevice,
    .changes = true,
};
constinit const CommandDefinition detachDeviceCommand{
    .name = "detach-device",
    .help = "detach device from an XML file",
    .description = "Detach device from an XML <file>",
    .options = deviceOptions,
    .run = detachDevice,
    .changes = true,
};
constinit const CommandDefinition updateDeviceCommand{
    .name = "update-device",
    .help = "update device from an XML file",
    .description = "Update device from an XML <file>.",
    .options = deviceOptions,
    .run = updateDevice,
    .changes = true,
};

} // namespace twinvirt
