#include "benchmark/run/host_probe.h"

#include "benchmark/run/console_watch.h"
#include "benchmark/run/cpu_share.h"
#include "benchmark/run/external/external_tool.h"
#include "benchmark/spec/kernel_catalog.h"
#include "util/atomic_file.h"
#include "util/process.h"

#include <sys/socket.h>
#include <sys/wait.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <filesystem>
#include <sched.h>
#include <sstream>
#include <thread>
#include <utility>

namespace twinvirt::bench {

unsigned probeCpu() {
    return allowedCpus().back();
}

HostProbe::HostProbe(HostProbe&& other) noexcept
    : cgroup_(std::move(other.cgroup_)), pid_(std::exchange(other.pid_, -1)),
      socket_(std::move(other.socket_)) {}

HostProbe::~HostProbe() {
    // Nobody is left to be told; a run calls end() itself.
    static_cast<void>(end().has_value());
}

/// Of a process group, without zombies: they have ended, whenever PID 1 will reap them.
static bool livesOn(pid_t group) {
    if (::kill(-group, 0) != 0)
        return false;
    std::error_code error;
    for (const auto& entry : std::filesystem::directory_iterator("/proc", error)) {
        const auto stat = readFile(entry.path().string() + "/stat");
        const auto afterName = stat ? stat->rfind(')') : std::string::npos;
        if (afterName == std::string::npos)
            continue;
        char state = 0;
        pid_t parent = 0;
        pid_t its = 0;
        std::istringstream(stat->substr(afterName + 1)) >> state >> parent >> its;
        if (its == group && state != 'Z' && state != 'X')
            return true;
    }
    return false;
}

Result<void> HostProbe::end() {
    const pid_t pid = std::exchange(pid_, -1);
    if (pid <= 0)
        return {};
    // It leads a session and so a process group of its own, with the kernel or hog that it runs.
    ::kill(-pid, SIGKILL);
    ::kill(pid, SIGKILL);
    ::waitpid(pid, nullptr, 0);
    using namespace std::chrono_literals;
    for (const auto deadline = std::chrono::steady_clock::now() + 5s; livesOn(pid);) {
        if (std::chrono::steady_clock::now() > deadline)
            return Error{ErrorCode::operationFailed, "processes of the probe on the host (group " +
                                                         std::to_string(pid) +
                                                         ") are left after 5 s"};
        std::this_thread::sleep_for(5ms);
    }
    return cgroup_.remove();
}

/// The words of the program: the starter makes the namespaces, pins itself, and serves in a child.
static std::vector<std::string> wordsFor(const HostProbe::Request& request,
                                         const ProbeCgroup& cgroup) {
    std::vector<std::string> words{
        "isolated", "cpu=" + (request.cpu.empty() ? std::to_string(probeCpu()) : request.cpu)};
    words.insert(words.end(), request.isolation.begin(), request.isolation.end());
    for (const std::string& directory : cgroup.directories())
        words.push_back("join=" + directory);
    return words;
}

Result<pid_t> HostProbe::serverPid() const {
    return firstChildOf(pid_);
}

Result<HostProbe> HostProbe::start(const Request& request, const StopRequest& stop) {
    ProbeCgroup cgroup;
    if (std::ranges::find(request.isolation, "cgroup") != request.isolation.end())
        cgroup = TRY(ProbeCgroup::create(request.cgroup));
    std::array<int, 2> pair{-1, -1};
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair.data()) != 0)
        return systemError("socketpair");
    UniqueFd ours(pair[0]);
    UniqueFd theirs(pair[1]);
    SpawnRequest spawn;
    spawn.program = request.program;
    spawn.arguments = wordsFor(request, cgroup);
    spawn.descriptors = {{theirs.get(), STDIN_FILENO}, {theirs.get(), STDOUT_FILENO}};
    spawn.newSession = true;
    const pid_t pid = TRY(spawnProcess(spawn));
    theirs.reset(); // so that its end is the end of the file
    HostProbe probe(pid, std::move(ours), std::move(cgroup));
    TRY_WITHIN("the probe on the host",
               waitForMarker(probe.fd(), probeReadyMarker, request.timeout, stop));
    return probe;
}

} // namespace twinvirt::bench
