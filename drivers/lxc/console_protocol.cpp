#include "lxc/console_protocol.h"

#include "util/wait.h"

#include <sys/socket.h>
#include <sys/un.h>

#include <cerrno>
#include <cstring>
#include <fcntl.h>

namespace twinvirt::lxc {

/// The path of a socket has 108 bytes at most: a longer directory is named by its descriptor.
static Result<UniqueFd> connectTo(const std::string& path) {
    const auto slash = path.rfind('/');
    const std::string directory = slash == std::string::npos ? "." : path.substr(0, slash + 1);
    const std::string name = slash == std::string::npos ? path : path.substr(slash + 1);
    const UniqueFd folder(::open(directory.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
    if (!folder)
        return systemError("console: open '" + directory + "'");
    const std::string shortPath = "/proc/self/fd/" + std::to_string(folder.get()) + "/" + name;
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (shortPath.size() >= sizeof address.sun_path)
        return systemError("console: connect '" + path + "'", ENAMETOOLONG);
    std::memcpy(address.sun_path, shortPath.c_str(), shortPath.size() + 1);
    UniqueFd connection(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    if (!connection || ::connect(connection.get(), reinterpret_cast<const sockaddr*>(&address),
                                 sizeof address) != 0)
        return systemError("console: connect '" + path + "'");
    return connection;
}

static constexpr std::chrono::seconds keeperPatience{10};

static Result<ConsoleAnswer> readAnswer(int connection) {
    if (!TRY(waitUntilReadable(connection, keeperPatience)))
        return Error{ErrorCode::operationTimeout, "console: the keeper does not answer"};
    ConsoleAnswer answer{};
    if (::read(connection, &answer, sizeof answer) != sizeof answer)
        return Error{ErrorCode::operationInvalid, "console: the container has just ended"};
    return answer;
}

/// Connects, greets and is admitted.
static Result<UniqueFd> greet(const std::string& socketPath, ConsoleAccess access,
                              ConsoleWindow window, unsigned console) {
    UniqueFd connection = TRY(connectTo(socketPath));
    ConsoleHello hello;
    hello.access = access;
    hello.console = static_cast<std::uint8_t>(console);
    hello.rows = window.rows;
    hello.columns = window.columns;
    if (::send(connection.get(), &hello, sizeof hello, MSG_NOSIGNAL) != sizeof hello)
        return systemError("console: greet the keeper");
    switch (TRY(readAnswer(connection.get()))) {
    case ConsoleAnswer::attached:
        return connection;
    case ConsoleAnswer::busy:
        return Error{ErrorCode::operationFailed, "Active console session exists for this domain"};
    case ConsoleAnswer::full:
        return Error{ErrorCode::operationFailed, "console: too many sessions, close one first"};
    case ConsoleAnswer::otherVersion:
        return Error{ErrorCode::operationUnsupported,
                     "console: this container was started by another version of twinvirt, which "
                     "speaks to its console otherwise; use that version, or start it anew"};
    case ConsoleAnswer::refused:
        break;
    }
    return Error{ErrorCode::accessDenied,
                 "console: refused: only root and the owner may attach, and only to a console "
                 "that the definition has"};
}

Result<UniqueFd> connectConsole(const std::string& socketPath, ConsoleAccess access,
                                ConsoleWindow window, unsigned console) {
    return greet(socketPath, access, window, console);
}

Result<void> resizeConsole(const std::string& socketPath, ConsoleWindow window, unsigned console) {
    TRY(greet(socketPath, ConsoleAccess::windowSize, window, console));
    return {};
}

} // namespace twinvirt::lxc
