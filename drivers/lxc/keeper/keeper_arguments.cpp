#include "lxc/keeper/keeper_arguments.h"

#include <cstdlib>
#include <cstring>

namespace twinvirt::lxc {

/// A number and the separator after it; -1 when there is none.
static int takeNumber(const char*& text, char separator) {
    char* end = nullptr;
    const long number = std::strtol(text, &end, 10);
    if (end == text || *end != separator)
        return -1;
    text = *end == '\0' ? end : end + 1;
    return static_cast<int>(number);
}

bool KeeperArguments::parse(int argc, char** argv) {
    if (argc != 8 || std::strlen(argv[3]) != 3)
        return false;
    runDirectory = argv[1];
    supervisor = argv[2];
    restartOnPoweroff = argv[3][0] == 'r';
    restartOnReboot = argv[3][1] == 'r';
    restartOnCrash = argv[3][2] == 'r';
    initPidfd = std::atoi(argv[4]);
    listener = std::atoi(argv[5]);
    for (const char* text = argv[6]; *text != '\0'; ++consoleCount) {
        if (consoleCount == static_cast<int>(ConsoleRingHead::mostConsoles))
            return false;
        consoles[consoleCount].master = takeNumber(text, ',');
        consoles[consoleCount].slave = takeNumber(text, ',');
        if (consoles[consoleCount].master < 0 || consoles[consoleCount].slave < 0)
            return false;
    }
    for (const char* text = argv[7]; *text != '\0'; ++clientCount) {
        if (clientCount == mostClients)
            return false;
        clients[clientCount].fd = takeNumber(text, ':');
        clients[clientCount].console = takeNumber(text, ':');
        clients[clientCount].watches = takeNumber(text, ',') == 1;
        if (clients[clientCount].fd < 0 || clients[clientCount].console < 0)
            return false;
    }
    return initPidfd >= 0;
}

} // namespace twinvirt::lxc
