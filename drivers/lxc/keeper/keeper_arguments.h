#pragma once

#include "lxc/console_protocol.h"

namespace twinvirt::lxc {

/// The keeper is built without the C++ library's containers and without a heap: what it touches is
/// what an idle container costs.
constexpr int mostClients = 16;

struct KeeperConsole {
    int master = -1;
    int slave = -1;
};

struct KeeperClient {
    int fd = -1;
    int console = -1;
    bool watches = false;
};

/// twinvirt-keeper RUNDIR SUPERVISOR ACTIONS PIDFD LISTENER CONSOLES CLIENTS
///   ACTIONS   three letters: on_poweroff, on_reboot, on_crash as 'd'estroy or 'r'estart
///   CONSOLES  "MASTER,SLAVE," for each console
///   CLIENTS   "FD:CONSOLE:WATCHES," for each client that stayed over a restart
/// and descriptor 4, the lock on `alive`.
struct KeeperArguments {
    const char* runDirectory = nullptr;
    const char* supervisor = nullptr;
    bool restartOnPoweroff = false;
    bool restartOnReboot = false;
    bool restartOnCrash = false;
    int initPidfd = -1;
    int listener = -1;
    int consoleCount = 0;
    KeeperConsole consoles[ConsoleRingHead::mostConsoles];
    int clientCount = 0;
    KeeperClient clients[mostClients];

    /// False when argv is not what is written above.
    bool parse(int argc, char** argv);
};

} // namespace twinvirt::lxc
