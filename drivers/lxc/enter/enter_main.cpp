// twinvirt-enter: a small static program that joins a running container and runs one command there,
// so that no library of host or container is loaded on the way. It runs from a sealed copy.
//
//   twinvirt-enter exec           descriptors: 3 the request (enter_request.h), 4 the pidfd of init
//   twinvirt-enter autodestroy    descriptors: 3 a pipe that ends with the caller, 4 the same pidfd
//   twinvirt-enter mount PID      descriptors: 3 a launch spec with the one mount, 4 the pidfd of
//   twinvirt-enter unmount PID [NUMBER…]       init, which is PID, 5 the domain's lock; the numbers
//                                              are those of mounts that are not meant

#include "lxc/enter/autodestroy.h"
#include "lxc/enter/enter_request.h"
#include "lxc/enter/joined_child.h"
#include "lxc/enter/live_mount.h"
#include "lxc/enter/terminal_relay.h"
#include "util/process.h"

#include <sys/prctl.h>
#include <sys/wait.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <unistd.h>
#include <vector>

namespace {

using namespace twinvirt;
using namespace twinvirt::lxc;

constexpr int requestFd = 3;
constexpr int initFd = 4;
constexpr int lockFd = 5; ///< held until we end, should the caller be killed

Result<std::string> readAll(int fd) {
    std::string text;
    std::array<char, 16384> buffer{};
    while (true) {
        const ssize_t count = ::read(fd, buffer.data(), buffer.size());
        if (count < 0)
            return systemError("read request");
        if (count == 0)
            return text;
        text.append(buffer.data(), static_cast<std::size_t>(count));
    }
}

Result<int> execute() {
    const auto text = TRY(readAll(requestFd));
    const auto request = TRY(decodeEnterRequest(text));
    ::close(requestFd);
    int signals = -1;
    blockRelayedSignals(signals);
    auto joined = TRY(startInside(request, initFd));
    const int status = relayUntilExit(joined.master.get(), signals, joined.pid);
    return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

/// Says on stderr why it failed; the exit status is the errno, or 1.
int changeMount(std::string_view role, char** arguments) {
    std::vector<std::uint64_t> others;
    for (char** number = arguments + 1; *number != nullptr; ++number)
        others.push_back(std::strtoull(*number, nullptr, 10));
    const auto change = [&]() -> Result<void> {
        const auto text = TRY(readAll(requestFd));
        const auto spec = TRY(decodeLaunchSpec(text));
        return role == "mount" ? mountInside(spec, initFd, std::atoi(*arguments))
                               : unmountInside(spec, initFd, others);
    };
    const auto changed = change();
    if (changed)
        return 0;
    std::fprintf(stderr, "%s\n", changed.error().message.c_str());
    return std::max(changed.error().errnum, 1);
}

} // namespace

int main(int argc, char** argv) {
    ::prctl(PR_SET_DUMPABLE, 0); // nobody inside looks into us (CVE-2016-9962)
    const std::string_view role = argc > 1 ? argv[1] : "";
    if (role == "autodestroy") {
        beginOwnSession();
        ::close_range(initFd + 1, ~0U, 0); // what the caller had open is not ours to keep
        return destroyWithCaller(requestFd, initFd, argc > 2 ? argv[2] : "");
    }
    if ((role == "mount" || role == "unmount") && argc >= 3) {
        ::close_range(lockFd + 1, ~0U, 0);
        beginOwnSession();
        return changeMount(role, argv + 2);
    }
    ::prctl(PR_SET_PDEATHSIG, SIGKILL); // a command does not outlive who waits for it
    if (role != "exec") {
        std::fputs("twinvirt-enter: started by twinvirt's driver, not by hand\n", stderr);
        return 2;
    }
    const auto code = execute();
    if (code)
        return *code;
    std::fprintf(stderr, "error: exec: %s\n", code.error().message.c_str());
    return 126;
}
