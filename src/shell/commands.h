#pragma once

#include "shell/command.h"

namespace twinvirt {

// commands_clone.cpp
extern const CommandDefinition cloneCommand, diffCommand;
// commands_define.cpp
extern const CommandDefinition createCommand, defineCommand, undefineCommand, dumpxmlCommand;
// commands_lifecycle.cpp
extern const CommandDefinition startCommand, shutdownCommand, destroyCommand, rebootCommand,
    suspendCommand, resumeCommand;
// commands_guest.cpp
extern const CommandDefinition consoleCommand, execCommand, enterCommand;
// commands_log.cpp
extern const CommandDefinition logsCommand, ttyconsoleCommand;
// commands_process.cpp
extern const CommandDefinition psCommand, sendProcessSignalCommand;
// commands_settings.cpp
extern const CommandDefinition autostartCommand, autostartAllCommand, domrenameCommand;
// commands_query.cpp
extern const CommandDefinition domidCommand, domnameCommand, domuuidCommand, dominfoCommand,
    domstateCommand;
// commands_attach_interface.cpp
extern const CommandDefinition attachInterfaceCommand, detachInterfaceCommand, domifSetlinkCommand;
// commands_device.cpp
extern const CommandDefinition attachDeviceCommand, detachDeviceCommand, updateDeviceCommand;
// commands_interface.cpp
extern const CommandDefinition domiflistCommand, domifaddrCommand, domifstatCommand,
    domifGetlinkCommand;
// commands_list.cpp
extern const CommandDefinition listCommand;
// commands_native.cpp
extern const CommandDefinition domxmlFromNativeCommand, domxmlToNativeCommand;
// commands_stats.cpp
extern const CommandDefinition domstatsCommand;
// commands_figures.cpp
extern const CommandDefinition cpuStatsCommand, dommemstatCommand, domblkstatCommand;
// commands_top.cpp
extern const CommandDefinition topCommand;
// commands_event.cpp
extern const CommandDefinition eventCommand;
// commands_tune.cpp
extern const CommandDefinition memtuneCommand, schedinfoCommand, blkiotuneCommand, numatuneCommand,
    pidstuneCommand;
// commands_memory.cpp
extern const CommandDefinition setmemCommand, setmaxmemCommand;
// commands_vcpu.cpp
extern const CommandDefinition setvcpusCommand, vcpucountCommand, vcpupinCommand;
// commands_host.cpp
extern const CommandDefinition capabilitiesCommand, hostnameCommand, nodeinfoCommand, uriCommand,
    versionCommand;
// commands_image.cpp
extern const CommandDefinition rootfsCreateCommand;
// commands_validate.cpp
extern const CommandDefinition hostValidateCommand;
// commands_bench.cpp
extern const CommandDefinition benchCommand;
// commands_shell.cpp
extern const CommandDefinition cdCommand, connectCommand, echoCommand, exitCommand, helpCommand,
    pwdCommand, quitCommand, completeCommand;

} // namespace twinvirt
