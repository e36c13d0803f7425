#include "shell/command_table.h"

#include "shell/commands.h"

#include <array>

namespace twinvirt {

namespace {

constinit const std::array domainCommands{
    &attachDeviceCommand,
    &attachInterfaceCommand,
    &autostartCommand,
    &autostartAllCommand,
    &blkiotuneCommand,
    &cloneCommand,
    &consoleCommand,
    &createCommand,
    &defineCommand,
    &destroyCommand,
    &detachDeviceCommand,
    &detachInterfaceCommand,
    &diffCommand,
    &domidCommand,
    &domifSetlinkCommand,
    &domnameCommand,
    &domrenameCommand,
    &domuuidCommand,
    &domxmlFromNativeCommand,
    &domxmlToNativeCommand,
    &dumpxmlCommand,
    &execCommand,
    &logsCommand,
    &enterCommand,
    &memtuneCommand,
    &numatuneCommand,
    &pidstuneCommand,
    &rebootCommand,
    &resumeCommand,
    &schedinfoCommand,
    &sendProcessSignalCommand,
    &setmaxmemCommand,
    &setmemCommand,
    &setvcpusCommand,
    &shutdownCommand,
    &startCommand,
    &suspendCommand,
    &ttyconsoleCommand,
    &undefineCommand,
    &updateDeviceCommand,
    &vcpucountCommand,
    &vcpupinCommand,
};

constinit const std::array monitorCommands{
    &cpuStatsCommand,  &domblkstatCommand, &domifGetlinkCommand, &domifaddrCommand,
    &domiflistCommand, &domifstatCommand,  &dominfoCommand,      &dommemstatCommand,
    &domstateCommand,  &domstatsCommand,   &listCommand,         &psCommand,
    &topCommand,
};

constinit const std::array eventCommands{
    &eventCommand,
};

constinit const std::array hostCommands{
    &benchCommand,    &capabilitiesCommand, &hostValidateCommand, &hostnameCommand,
    &nodeinfoCommand, &uriCommand,          &versionCommand,
};

constinit const std::array imageCommands{
    &rootfsCreateCommand,
};

constinit const std::array shellCommands{
    &cdCommand,  &echoCommand, &exitCommand,    &helpCommand,
    &pwdCommand, &quitCommand, &connectCommand, &completeCommand,
};

constinit const std::array groups{
    CommandGroup{"Domain Management", "domain", domainCommands},
    CommandGroup{"Domain Monitoring", "monitor", monitorCommands},
    CommandGroup{"Domain Events", "events", eventCommands},
    CommandGroup{"Host and Hypervisor", "host", hostCommands},
    CommandGroup{"Images", "image", imageCommands},
    CommandGroup{"twinsh itself", "twinsh", shellCommands},
};

} // namespace

std::span<const CommandGroup> commandGroups() {
    return groups;
}

const CommandDefinition* findCommand(std::string_view name) {
    for (const auto& group : groups)
        for (const auto* command : group.commands)
            if (command->name == name)
                return command;
    return nullptr;
}

const CommandGroup* findCommandGroup(std::string_view keyword) {
    for (const auto& group : groups)
        if (group.keyword == keyword || group.name == keyword)
            return &group;
    return nullptr;
}

} // namespace twinvirt
