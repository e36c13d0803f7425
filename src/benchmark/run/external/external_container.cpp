#include "benchmark/run/external/external_arm.h"
#include "benchmark/run/external/tool_cgroups.h"
#include "benchmark/run/external/tool_process.h"
#include "image/command.h"
#include "util/atomic_file.h"
#include "util/process.h"

#include <sys/stat.h>
#include <sys/wait.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <filesystem>
#include <sstream>
#include <termios.h>
#include <thread>
#include <unistd.h>

namespace twinvirt::bench {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

static constexpr const char* cgroupRoot = "/sys/fs/cgroup";
static constexpr auto startTimeout = 60s;
static constexpr auto destroyTimeout = 30s;
static constexpr auto endTimeout = 5s;

ExternalContainer::~ExternalContainer() {
    if (!configured_)
        return;
    static_cast<void>(destroy().has_value()); // nobody is left to be told; what remains is cleaned
    clean();
}

Result<void> ExternalContainer::openConsole(bool namedPipe) {
    if (namedPipe) {
        instance_.console = instance_.directory + "/console";
        if (::mkfifo(instance_.console.c_str(), 0600) != 0)
            return systemError("mkfifo(" + instance_.console + ")");
        console_ = UniqueFd(::open(instance_.console.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC));
        guestEnd_ = UniqueFd(::open(instance_.console.c_str(), O_WRONLY | O_CLOEXEC));
    } else {
        console_ = UniqueFd(::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC));
        std::array<char, 64> name{};
        if (!console_ || ::grantpt(console_.get()) != 0 || ::unlockpt(console_.get()) != 0 ||
            ::ptsname_r(console_.get(), name.data(), name.size()) != 0)
            return systemError("make a terminal");
        instance_.console = name.data();
        guestEnd_ = UniqueFd(::open(name.data(), O_RDWR | O_NOCTTY | O_CLOEXEC));
    }
    if (!console_ || !guestEnd_)
        return systemError("open(" + instance_.console + ")");
    return {};
}

Result<void> ExternalContainer::configure() {
    if (::mkdir(instance_.directory.c_str(), 0755) != 0)
        return systemError("mkdir(" + instance_.directory + ")");
    configured_ = true;
    TRY(openConsole(tool_.start(instance_).namedPipe));
    return tool_.writeConfiguration(instance_);
}

Result<void> ExternalContainer::start() {
    const ToolCommand command = tool_.start(instance_);
    ToolSpawn spawn;
    spawn.argv = command.argv;
    spawn.program = TRY(findProgram(command.argv.front(), tool_.package()));
    spawn.mountNamespace = mountNamespace_;
    if (!command.namedPipe)
        spawn.input = guestEnd_.get();
    spawn.output = guestEnd_.get();
    const bool stays = command.staysInForeground || !command.detachKeys.empty();
    spawn.controllingTerminal = stays;
    if (tool_.needsOurCgroups())
        spawn.cgroups = TRY(makeCgroups(cgroupRoot, instance_));
    foreground_ = TRY(spawnTool(spawn));
    foregroundIsOurs_ = true;
    foregroundStart_ = processStartTime(foreground_).value_or(std::uint64_t{0});
    guestEnd_.reset();
    // For a clean-up after this program was killed.
    TRY(writeFileAtomically(instance_.directory + "/foreground",
                            std::to_string(foreground_) + " " + std::to_string(foregroundStart_),
                            Durability::volatileState, 0644));
    return waitForStart(stays);
}

Result<void> ExternalContainer::waitForStart(bool staysInForeground) {
    if (staysInForeground)
        return {};
    int status = 0;
    const std::string what = "run '" + tool_.program() + "': it ";
    if (!TRY(waitForTool(foreground_, startTimeout, status)))
        return Error{ErrorCode::operationTimeout,
                     what + "did not return within " + std::to_string(startTimeout.count()) + " s"};
    foreground_ = -1;
    if (status == 0)
        return {};
    std::array<char, 1024> said{};
    ::fcntl(console_.get(), F_SETFL, O_NONBLOCK);
    const ssize_t count = ::read(console_.get(), said.data(), said.size());
    std::string text = count > 0 ? std::string(said.data(), static_cast<std::size_t>(count)) : "";
    while (!text.empty() && (text.back() == '\n' || text.back() == '\r'))
        text.pop_back();
    return Error{ErrorCode::operationFailed,
                 what + statusText(status) + (text.empty() ? "" : ": " + text)};
}

Result<void> ExternalContainer::letConsoleGo() {
    const std::string keys = tool_.start(instance_).detachKeys;
    if (keys.empty())
        return {};
    if (::write(console_.get(), keys.data(), keys.size()) != static_cast<ssize_t>(keys.size()))
        return systemError("write to the terminal of '" + tool_.program() + "'");
    // What it says at its end has to be read, or it would wait for that.
    const UniqueFd pidfd = TRY(openPidfd(foreground_));
    const auto deadline = std::chrono::steady_clock::now() + endTimeout;
    ::fcntl(console_.get(), F_SETFL, O_NONBLOCK);
    while (!TRY(waitForExit(pidfd.get(), 20ms))) {
        std::array<char, 1024> rest{};
        static_cast<void>(::read(console_.get(), rest.data(), rest.size()) == 0);
        if (std::chrono::steady_clock::now() > deadline)
            return Error{ErrorCode::operationTimeout,
                         "'" + tool_.program() + "' did not leave the console"};
    }
    endForeground(SIGKILL);
    return {};
}

/// All descendants, parents first.
static void addDescendants(pid_t pid, std::vector<pid_t>& pids) {
    pids.push_back(pid);
    const std::string number = std::to_string(pid);
    // Of every thread: a child belongs to the thread that made it.
    std::error_code error;
    for (fs::directory_iterator task("/proc/" + number + "/task", error);
         !error && task != fs::directory_iterator(); task.increment(error)) {
        std::istringstream children(
            readFile(task->path().string() + "/children").value_or(std::string()));
        for (pid_t child = 0; children >> child;)
            addDescendants(child, pids);
    }
}

Result<DomainFootprint> ExternalContainer::footprint() const {
    const ToolProcesses processes = TRY(tool_.processes(instance_, foreground_));
    DomainFootprint footprint;
    footprint.runtime = processes.monitors;
    addDescendants(processes.init, footprint.guest);
    if (auto file = memoryFileOf(cgroupRoot, processes.init, instance_.name); !file.empty())
        footprint.cgroupMemoryFiles.push_back(std::move(file));
    return footprint;
}

bool ExternalContainer::foregroundRuns() const {
    if (foreground_ <= 0)
        return false;
    const auto now = processStartTime(foreground_);
    return now && *now == foregroundStart_;
}

/// Waits for it; after a while it gets the signal, and after another SIGKILL.
void ExternalContainer::endForeground(int signal) {
    if (!foregroundRuns())
        return;
    if (const auto pidfd = openPidfd(foreground_); pidfd) {
        for (const int number : {signal, SIGKILL}) {
            static_cast<void>(sendSignal(pidfd->get(), number).has_value());
            if (waitForExit(pidfd->get(), endTimeout).value_or(false))
                break;
        }
    }
    if (foregroundIsOurs_)
        ::waitpid(foreground_, nullptr, 0);
    foreground_ = -1;
}

Result<void> ExternalContainer::destroy() {
    guestEnd_.reset();
    const auto argv = tool_.destroy(instance_);
    Result<std::string> done = std::string();
    if (!argv.empty()) {
        const auto program = findProgram(argv.front(), tool_.package());
        ToolSpawn spawn;
        spawn.argv = argv;
        spawn.program = program.value_or(std::string());
        spawn.mountNamespace = mountNamespace_;
        done = program ? runTool(spawn, instance_.directory + "/destroy.log", destroyTimeout)
                       : Result<std::string>(program.error());
    }
    if (done && !argv.empty() && foregroundRuns())
        if (const auto pidfd = openPidfd(foreground_); pidfd)
            static_cast<void>(waitForExit(pidfd->get(), endTimeout).has_value());
    endForeground(SIGTERM);
    if (done || processesIn(cgroupsNamed(cgroupRoot, instance_.name)).empty())
        return {}; // an instance that never began, or has ended by itself, is gone as well
    return done.error();
}

void ExternalContainer::clean() {
    const auto deadline = std::chrono::steady_clock::now() + endTimeout;
    while (std::chrono::steady_clock::now() < deadline) {
        const auto cgroups = cgroupsNamed(cgroupRoot, instance_.name);
        if (cgroups.empty())
            break;
        for (const pid_t pid : processesIn(cgroups)) // in a cgroup that carries our run's name
            ::kill(pid, SIGKILL);
        removeCgroups(cgroups);
        std::this_thread::sleep_for(5ms);
    }
    tool_.removeRest(instance_);
    std::error_code ignored;
    fs::remove_all(instance_.directory, ignored);
    configured_ = false;
}

std::string ExternalContainer::left() const {
    const auto cgroups = cgroupsNamed(cgroupRoot, instance_.name);
    if (!cgroups.empty())
        return "its cgroup '" + cgroups.front() + "'";
    if (foregroundRuns())
        return "its process " + std::to_string(foreground_);
    if (::access(instance_.directory.c_str(), F_OK) == 0)
        return "its directory '" + instance_.directory + "'";
    return {};
}

std::unique_ptr<ExternalContainer> ExternalContainer::adopt(ExternalTool& tool, int mountNamespace,
                                                            const std::string& directory,
                                                            const std::string& shared) {
    ExternalInstance instance;
    instance.name = fs::path(directory).filename();
    instance.directory = directory;
    instance.shared = shared;
    auto container = std::make_unique<ExternalContainer>(tool, mountNamespace, std::move(instance));
    std::istringstream foreground(readFile(directory + "/foreground").value_or(std::string()));
    foreground >> container->foreground_ >> container->foregroundStart_;
    container->configured_ = true;
    return container;
}

} // namespace twinvirt::bench
