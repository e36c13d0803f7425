#include "benchmark/run/host_probe.h"

#include "benchmark/run/console_watch.h"
#include "benchmark/run/cpu_share.h"
#include "benchmark/spec/kernel_catalog.h"
#include "util/process.h"

#include <sys/socket.h>
#include <sys/wait.h>

#include <array>
#include <csignal>
#include <sched.h>
#include <utility>

namespace twinvirt::bench {

unsigned probeCpu() {
    return allowedCpus().back();
}

HostProbe::HostProbe(HostProbe&& other) noexcept
    : pid_(std::exchange(other.pid_, -1)), socket_(std::move(other.socket_)) {}

HostProbe::~HostProbe() {
    if (pid_ <= 0)
        return;
    // It leads a session and so a process group of its own, with the kernel that it runs.
    ::kill(-pid_, SIGKILL);
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
}

Result<HostProbe> HostProbe::start(const std::string& program, std::chrono::milliseconds timeout,
                                   const StopRequest& stop) {
    std::array<int, 2> pair{-1, -1};
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair.data()) != 0)
        return systemError("socketpair");
    UniqueFd ours(pair[0]);
    const UniqueFd theirs(pair[1]);
    SpawnRequest request;
    request.program = program;
    request.arguments = {"serve"};
    request.descriptors = {{theirs.get(), STDIN_FILENO}, {theirs.get(), STDOUT_FILENO}};
    request.newSession = true;
    const pid_t pid = TRY(spawnProcess(request));
    HostProbe probe(pid, std::move(ours));
    cpu_set_t only;
    CPU_ZERO(&only);
    CPU_SET(probeCpu(), &only);
    if (::sched_setaffinity(pid, sizeof(only), &only) != 0)
        return systemError("pin the probe to CPU " + std::to_string(probeCpu()));
    TRY_WITHIN("the probe on the host", waitForMarker(probe.fd(), probeReadyMarker, timeout, stop));
    return probe;
}

} // namespace twinvirt::bench
