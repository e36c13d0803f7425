#include "mock/mock_guest.h"

#include <sys/socket.h>
#include <sys/wait.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <spawn.h>
#include <string_view>
#include <thread>

namespace twinvirt::mock {

namespace {

bool sendAll(int socket, std::string_view text) {
    while (!text.empty()) {
        const auto sent = ::send(socket, text.data(), text.size(), MSG_NOSIGNAL);
        if (sent <= 0)
            return false;
        text.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
}

/// The guest's side of the console, until the client leaves or says "poweroff".
void serveConsole(const UniqueFd& socket) {
    if (!sendAll(socket.get(), "mock login: "))
        return;
    std::string line;
    std::array<char, 512> buffer{};
    for (;;) {
        const auto count = ::recv(socket.get(), buffer.data(), buffer.size(), 0);
        if (count <= 0)
            return;
        for (const char c : std::string_view(buffer.data(), static_cast<std::size_t>(count))) {
            if (c != '\n' && c != '\r') {
                line += c;
                continue;
            }
            if (!sendAll(socket.get(), "you said: " + line + "\r\n") || line == "poweroff")
                return;
            line.clear();
        }
    }
}

Result<MockDomain*> findRunning(MockWorld& world, const DomainIdentity& identity) {
    auto* domain = TRY(world.find(identity));
    if (!domain->live)
        return Error{ErrorCode::operationInvalid,
                     "Requested operation is not valid: domain is not running"};
    return domain;
}

std::vector<char*> pointersTo(std::vector<std::string>& texts) {
    std::vector<char*> pointers;
    for (auto& text : texts)
        pointers.push_back(text.data());
    pointers.push_back(nullptr);
    return pointers;
}

Result<void> checkDevice(const std::string& device) {
    if (!device.empty() && device != "console0" && device != "serial0")
        return Error{ErrorCode::internalError,
                     "internal error: cannot find character device " + device};
    return {};
}

} // namespace

Result<UniqueFd> MockGuest::openConsole(const DomainIdentity& identity, const std::string& device,
                                        ConsoleAccess /*one client at a time exists*/) {
    TRY(findRunning(world_, identity));
    TRY(checkDevice(device));
    std::array<int, 2> ends{};
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0)
        return systemError("open console: socketpair()");
    std::thread([guest = UniqueFd(ends[1])] { serveConsole(guest); }).detach();
    return UniqueFd(ends[0]);
}

Result<void> MockGuest::resizeConsole(const DomainIdentity& identity, const std::string&,
                                      WindowSize) {
    TRY(findRunning(world_, identity));
    return {};
}

Result<UniqueFd> MockGuest::openLog(const DomainIdentity& identity, const std::string& device,
                                    bool /*nothing follows*/) {
    TRY(world_.find(identity));
    TRY(checkDevice(device));
    std::array<int, 2> ends{};
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0)
        return systemError("open log: socketpair()");
    const UniqueFd guest(ends[1]);
    UniqueFd reader(ends[0]);
    if (!sendAll(guest.get(), "mock login: \r\n"))
        return systemError("open log: send()");
    return reader;
}

Result<std::vector<GuestProcess>> MockGuest::processes(const DomainIdentity& identity) {
    TRY(findRunning(world_, identity));
    GuestProcess init;
    init.pid = 1;
    init.hostPid = 4711;
    init.state = 'S';
    init.cpuTime = std::chrono::milliseconds(1500);
    init.residentKib = 2048;
    init.command = "/sbin/init";
    GuestProcess getty;
    getty.pid = 7;
    getty.hostPid = 4712;
    getty.parentPid = 1;
    getty.user = 33;
    getty.state = 'S';
    getty.residentKib = 512;
    getty.command = "getty 38400 console";
    return std::vector{init, getty};
}

Result<void> MockGuest::sendProcessSignal(const DomainIdentity& identity, long pid, int signal) {
    const auto all = TRY(processes(identity));
    if (std::ranges::find(all, pid, &GuestProcess::pid) == all.end())
        return Error{ErrorCode::operationFailed,
                     "send signal: the domain has no process " + std::to_string(pid), ESRCH};
    if (pid == 1 && signal == SIGKILL)
        world_.end(*TRY(findRunning(world_, identity)), reason::shutoffCrashed);
    return {};
}

Result<int> MockGuest::execute(const DomainIdentity& identity, const ExecRequest& request) {
    TRY(findRunning(world_, identity));
    auto arguments = request.command;
    std::vector<std::string> environment{"PATH=/usr/sbin:/usr/bin:/sbin:/bin"};
    environment.insert(environment.end(), request.environment.begin(), request.environment.end());
    posix_spawn_file_actions_t actions;
    ::posix_spawn_file_actions_init(&actions);
    const std::array<int, 3> standard{request.standardInput, request.standardOutput,
                                      request.standardError};
    for (int fd = 0; fd < 3; ++fd)
        if (standard[static_cast<std::size_t>(fd)] != fd)
            ::posix_spawn_file_actions_adddup2(&actions, standard[static_cast<std::size_t>(fd)],
                                               fd);
    pid_t pid = -1;
    const int failure =
        ::posix_spawnp(&pid, arguments.front().c_str(), &actions, nullptr,
                       pointersTo(arguments).data(), pointersTo(environment).data());
    ::posix_spawn_file_actions_destroy(&actions);
    if (failure != 0)
        return systemError("exec(" + arguments.front() + ")", failure);
    int status = 0;
    while (::waitpid(pid, &status, 0) < 0 && errno == EINTR)
        ;
    return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

} // namespace twinvirt::mock
