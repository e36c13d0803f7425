#include "lxc/launch_fixture.h"

#include "lxc/isolation/release.h"
#include "support/remove_tree.h"
#include "util/atomic_file.h"
#include "util/process.h"

#include <sys/socket.h>
#include <sys/wait.h>

#include <array>
#include <chrono>
#include <climits>
#include <csignal>
#include <fcntl.h>
#include <filesystem>
#include <poll.h>
#include <unistd.h>

namespace twinvirt::lxc {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

static const std::string probePath = TWINVIRT_BIN_DIR "/../tests/twinvirt-probe";

/// Every tree that this host mounts where Debian does.
static std::vector<CgroupMembership> cgroupsOfThisHost(const std::string& path) {
    std::vector<CgroupMembership> cgroups;
    for (const char* mount : {"/sys/fs/cgroup", "/sys/fs/cgroup/unified"})
        if (fs::exists(std::string(mount) + "/cgroup.controllers"))
            cgroups.push_back({true, mount, "", path, {}});
    for (const char* name : {"memory", "cpu", "cpuset", "pids", "freezer"})
        if (fs::exists("/sys/fs/cgroup/" + std::string(name) + "/tasks"))
            cgroups.push_back({false, "/sys/fs/cgroup/" + std::string(name), name, path, {}});
    return cgroups;
}

LaunchTest::LaunchTest() {
    std::string pattern = "/tmp/twinvirt-launch-XXXXXX";
    directory = ::mkdtemp(pattern.data());
    const std::string name = fs::path(directory).filename();
    run.path = directory + "/run";
    program_ = TWINVIRT_LIBEXEC "/twinvirt-supervisor";
    spec.name = name;
    spec.runDirectory = run.path;
    spec.hostName = "probe-host";
    spec.root.shared = true;
    spec.init.path = fs::canonical(probePath);
    spec.init.environment = {"PATH=/bin:/sbin", "container=twinvirt"};
    spec.cgroups = cgroupsOfThisHost("/twinvirt-test/" + name);
    spec.capabilities = ~std::uint64_t{0};
}

LaunchTest::~LaunchTest() {
    if (supervisor > 0 && fs::exists(run.path))
        destroy();
    releaseWhatIsLeft();
    test::removeTree(directory);
}

void LaunchTest::releaseWhatIsLeft() {
    if (supervisor > 0)
        ::waitpid(supervisor, nullptr, 0);
    supervisor = -1;
    if (fs::exists(run.path)) {
        const auto lock = claimRunDirectory(run, std::chrono::seconds(5));
        EXPECT_TRUE(lock && releaseContainer(run)) << "the container could not be released";
    }
}

void LaunchTest::SetUp() {
    if (::geteuid() != 0)
        GTEST_SKIP() << "needs root";
}

void LaunchTest::probe(std::vector<std::string> verbs) {
    spec.init.arguments = std::move(verbs);
}

void LaunchTest::useOwnRoot() {
    const std::string root = directory + "/root";
    fs::create_directories(root + "/etc");
    fs::copy_file(probePath, root + "/probe");
    spec.root = {};
    spec.root.source = root;
    spec.init.path = "/probe";
}

void LaunchTest::useFault(const std::string& fault) {
    program_ = TWINVIRT_FAULTY_LIBEXEC "/twinvirt-supervisor";
    environment_ = {"TWINVIRT_FAULT=" + fault};
}

Result<ContainerStatus> LaunchTest::launch() {
    FileLock lock = TRY(claimRunDirectory(run));
    TRY(writeFileAtomically(run.launchSpec(), encodeLaunchSpec(spec), Durability::volatileState));
    if (persistent) // as the driver's link to a definition that is there
        std::filesystem::create_symlink("/proc/self/exe", run.definition());
    std::array<int, 2> report{};
    if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, report.data()) != 0)
        return systemError("socketpair");
    const UniqueFd ours(report[0]);
    UniqueFd theirs(report[1]);
    // The numbers 3 and 4 may be taken by the sources here: move those out of the way.
    const UniqueFd high3(::fcntl(theirs.get(), F_DUPFD_CLOEXEC, 100));
    const UniqueFd high4(::fcntl(lock.fd(), F_DUPFD_CLOEXEC, 100));
    SpawnRequest request;
    request.program = program_;
    request.arguments = {"launch", run.path};
    request.descriptors = {{high3.get(), 3}, {high4.get(), 4}};
    request.environment = environment_;
    supervisor = TRY(spawnProcess(request));
    theirs.reset();
    const_cast<UniqueFd&>(high3).reset();
    std::array<char, 65536> buffer{};
    const ssize_t count = ::recv(ours.get(), buffer.data(), buffer.size(), 0);
    if (count <= 0)
        return Error{ErrorCode::internalError, "the supervisor died"};
    LaunchReport read = TRY(decodeReport({buffer.data(), static_cast<std::size_t>(count)}));
    if (read.kind == LaunchReport::Kind::failed)
        return read.error;
    status = read.status;
    return read.status;
}

std::string LaunchTest::console(const std::string& end) {
    const auto connection = connectConsole(run.consoleSocket(), ConsoleAccess::normal);
    if (!connection)
        return connection.error().message;
    std::string text;
    const auto deadline = Clock::now() + std::chrono::seconds(20);
    while (text.find(end) == std::string::npos && Clock::now() < deadline) {
        pollfd entry{connection->get(), POLLIN, 0};
        std::array<char, 4096> buffer{};
        if (::poll(&entry, 1, 1000) == 0)
            continue;
        const ssize_t count = ::read(connection->get(), buffer.data(), buffer.size());
        if (count <= 0)
            break;
        text.append(buffer.data(), static_cast<std::size_t>(count));
    }
    return text;
}

std::string LaunchTest::facts(std::vector<std::string> verbs) {
    // It waits for its reader: a container that ends at once takes its console with it.
    verbs.insert(verbs.begin(), {"wait-ms", "50"});
    verbs.insert(verbs.end(), {"say", "end", "sleep"});
    probe(std::move(verbs));
    const auto launched = launch();
    if (!launched)
        return launched.error().message;
    return console();
}

bool LaunchTest::waitUntilGone() const {
    const auto deadline = Clock::now() + std::chrono::seconds(20);
    while (fs::exists(run.path)) {
        if (Clock::now() > deadline)
            return false;
        ::usleep(2000);
    }
    return true;
}

void LaunchTest::destroy() const {
    if (const auto pidfd = openPidfd(supervisor))
        (void)sendSignal(pidfd->get(), SIGTERM);
}

std::string LaunchTest::leftovers() const {
    std::string found;
    if (fs::exists(run.path))
        found += run.path + "\n";
    for (const auto& cgroup : spec.cgroups)
        if (fs::exists(cgroup.mountPoint + cgroup.path))
            found += cgroup.mountPoint + cgroup.path + "\n";
    const std::string mounts = readFile("/proc/self/mountinfo").value_or("");
    if (mounts.find(directory) != std::string::npos)
        found += "a mount on the host\n";
    const auto init = openPidfd(status.initPid > 0 ? status.initPid : INT_MAX);
    const auto startTime = processStartTime(status.initPid);
    if (init && startTime && *startTime == status.initStartTime && // a zombie waits for PID 1 only
        !waitForExit(init->get(), std::chrono::milliseconds(0)).value_or(false))
        found += "init " + std::to_string(status.initPid) + "\n";
    return found;
}

std::vector<std::string> linesOf(const std::string& text, const std::string& verb) {
    std::vector<std::string> lines;
    for (std::size_t start = 0; start < text.size();) {
        const auto end = std::min(text.find("\r\n", start), text.size());
        const std::string line = text.substr(start, end - start);
        if (line.rfind(verb + " ", 0) == 0)
            lines.push_back(line.substr(verb.size() + 1));
        start = end + 2;
    }
    return lines;
}

} // namespace twinvirt::lxc
