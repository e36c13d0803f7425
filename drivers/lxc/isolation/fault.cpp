#include "lxc/isolation/fault.h"

#ifdef TWINVIRT_FAULT_INJECTION

#include "util/unique_fd.h"

#include <sys/stat.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <string>
#include <unistd.h>

namespace twinvirt::lxc {

/// Writing to it kills the supervisor: the kernel does not let a process signal one of an outer pid
/// namespace, but it sends the signal that the owner of a pipe asked for.
static int deadlyPipe = -1;

void prepareFaults() {
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0)
        return;
    ::fcntl(ends[0], F_SETOWN, ::getpid());
    ::fcntl(ends[0], F_SETSIG, SIGKILL);
    ::fcntl(ends[0], F_SETFL, O_ASYNC);
    deadlyPipe = ends[1];
}

Result<void> faultPoint(std::string_view step, std::string_view phase) {
    const char* wanted = std::getenv("TWINVIRT_FAULT");
    const std::string here = std::string(step) + ":" + std::string(phase) + ":";
    if (wanted == nullptr || std::string_view(wanted).substr(0, here.size()) != here)
        return {};
    const std::string_view action = std::string_view(wanted).substr(here.size());
    if (action == "kill") {
        (void)!::write(deadlyPipe, "x", 1);
        ::usleep(5000000);
    }
    if (action == "die")
        ::kill(::getpid(), SIGKILL);
    if (action == "die") // init of a pid namespace cannot kill itself
        ::_exit(99);
    if (action == "touch-exe") {
        const int result = ::utimensat(AT_FDCWD, "/proc/self/exe", nullptr, 0);
        return systemError("touch own program", result == 0 ? 0 : errno);
    }
    return systemError("injected fault", EIO);
}

} // namespace twinvirt::lxc

#endif
