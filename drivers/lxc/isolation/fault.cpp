#include "lxc/isolation/fault.h"

#ifdef TWINVIRT_FAULT_INJECTION

#include "util/process.h"

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <string>
#include <unistd.h>

namespace twinvirt::lxc {

static UniqueFd supervisor;

void prepareFaults() {
    if (auto pidfd = openPidfd(::getpid()))
        supervisor = std::move(*pidfd);
}

Result<void> faultPoint(std::string_view step, std::string_view phase) {
    const char* wanted = std::getenv("TWINVIRT_FAULT");
    const std::string here = std::string(step) + ":" + std::string(phase) + ":";
    if (wanted == nullptr || std::string_view(wanted).substr(0, here.size()) != here)
        return {};
    const std::string_view action = std::string_view(wanted).substr(here.size());
    if (action == "kill") {
        (void)sendSignal(supervisor.get(), SIGKILL);
        ::usleep(200000);
    }
    if (action == "die")
        ::kill(::getpid(), SIGKILL);
    if (action == "die") // init of a pid namespace cannot kill itself
        ::_exit(99);
    return systemError("injected fault", EIO);
}

} // namespace twinvirt::lxc

#endif
