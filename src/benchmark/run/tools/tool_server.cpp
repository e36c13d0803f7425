#include "benchmark/run/tools/tool_server.h"

#include "benchmark/run/console_watch.h"
#include "image/command.h"
#include "util/process.h"
#include "util/unique_fd.h"

#include <sys/wait.h>

#include <array>
#include <cerrno>
#include <cmath>
#include <csignal>
#include <fcntl.h>
#include <unistd.h>
#include <utility>

namespace twinvirt::bench {

ToolServer::ToolServer(ToolServer&& other) noexcept
    : pid_(std::exchange(other.pid_, -1)), output_(std::move(other.output_)) {}

ToolServer::~ToolServer() {
    // Nobody is left to be told; who wants to know calls end().
    static_cast<void>(end().has_value());
}

Result<void> ToolServer::end() {
    const pid_t pid = std::exchange(pid_, -1);
    if (pid <= 0)
        return {};
    ::kill(-pid, SIGKILL); // it leads a session and so a process group of its own
    while (::waitpid(pid, nullptr, 0) < 0)
        if (errno != EINTR)
            return systemError("wait for the end of the tool's server");
    return {};
}

Result<ToolServer> ToolServer::startIperf3(const std::string& address, const std::string& cpu,
                                           double timeoutSeconds, const StopRequest& stop) {
    const std::string iperf3 = TRY(findProgram("iperf3", "iperf3"));
    const std::string taskset = TRY(findProgram("taskset", "util-linux"));
    const std::string timeout = TRY(findProgram("timeout", "coreutils"));
    std::array<int, 2> pipe{-1, -1};
    if (::pipe2(pipe.data(), O_CLOEXEC) != 0)
        return systemError("pipe2");
    UniqueFd ours(pipe[0]);
    UniqueFd theirs(pipe[1]);
    const UniqueFd null(::open("/dev/null", O_RDONLY | O_CLOEXEC));
    SpawnRequest spawn;
    spawn.program = timeout;
    // In the foreground, so that it stays in the group that end() kills.
    spawn.arguments = {"--foreground",
                       "-k",
                       "1",
                       std::to_string(std::lround(std::ceil(2 * timeoutSeconds))),
                       taskset,
                       "--cpu-list",
                       cpu,
                       iperf3,
                       "--server",
                       "--one-off",
                       "--bind",
                       address,
                       "--forceflush"};
    spawn.descriptors = {{null.get(), 0}, {theirs.get(), 1}, {theirs.get(), 2}};
    spawn.newSession = true;
    ToolServer server(TRY(spawnProcess(spawn)), std::move(ours));
    theirs.reset();
    constexpr std::chrono::seconds patience{30};
    TRY_WITHIN("iperf3's server on the host",
               waitForMarker(server.output_.get(), "Server listening", patience, stop));
    return server;
}

} // namespace twinvirt::bench
