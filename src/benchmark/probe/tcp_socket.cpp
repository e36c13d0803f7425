#include "benchmark/probe/tcp_socket.h"

#include <sys/socket.h>
#include <sys/time.h>

#include <arpa/inet.h>
#include <array>
#include <charconv>
#include <netinet/tcp.h>

namespace twinvirt::bench::probe {

Result<UniqueFd> tcpSocket() {
    UniqueFd fd(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    if (!fd)
        return systemError("socket(AF_INET)");
    const timeval patience{30, 0};
    ::setsockopt(fd.get(), SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    ::setsockopt(fd.get(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    return fd;
}

void sendAtOnce(int fd) {
    const int on = 1;
    ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

Result<UniqueFd> listenAt(sockaddr_in& address) {
    UniqueFd listener = TRY(tcpSocket());
    auto* generic = reinterpret_cast<sockaddr*>(&address);
    socklen_t size = sizeof address;
    if (::bind(listener.get(), generic, size) != 0)
        return systemError("bind to " + addressText(address));
    if (::listen(listener.get(), 1) != 0 || ::getsockname(listener.get(), generic, &size) != 0)
        return systemError("listen at " + addressText(address));
    return listener;
}

Result<UniqueFd> acceptFrom(int listener) {
    UniqueFd connection(::accept4(listener, nullptr, nullptr, SOCK_CLOEXEC));
    if (!connection)
        return systemError("accept");
    sendAtOnce(connection.get()); // its patience is the listener's
    return connection;
}

Result<UniqueFd> connectTo(const sockaddr_in& address) {
    UniqueFd client = TRY(tcpSocket());
    if (::connect(client.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
        return systemError("connect to " + addressText(address));
    sendAtOnce(client.get());
    return client;
}

std::string addressText(const sockaddr_in& address) {
    std::array<char, INET_ADDRSTRLEN> text{};
    ::inet_ntop(AF_INET, &address.sin_addr, text.data(), text.size());
    return std::string(text.data()) + ":" + std::to_string(ntohs(address.sin_port));
}

Result<sockaddr_in> parseAddress(const std::string& text, const std::string& what) {
    const auto colon = text.find(':');
    const std::string digits = colon == std::string::npos ? "" : text.substr(colon + 1);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    std::uint16_t port = 0;
    const auto parsed = std::from_chars(digits.data(), digits.data() + digits.size(), port);
    if (parsed.ec != std::errc() || parsed.ptr != digits.data() + digits.size() || port == 0 ||
        ::inet_pton(AF_INET, text.substr(0, colon).c_str(), &address.sin_addr) != 1)
        return Error{ErrorCode::invalidArgument,
                     what + " '" + text + "': expected an address such as '198.18.0.1:40000'"};
    address.sin_port = htons(port);
    return address;
}

} // namespace twinvirt::bench::probe
