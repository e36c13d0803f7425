#include "benchmark/probe/loopback.h"

#include "benchmark/probe/kernel.h"
#include "benchmark/probe/whole_transfer.h"

#include <sys/socket.h>
#include <sys/time.h>

#include <cstring>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <vector>

namespace twinvirt::bench::probe {

static Error loopbackError(const char* operation) {
    return systemError(std::string(operation) +
                       "(127.0.0.1) (is the loopback interface up? ip link set lo up)");
}

static void setPatience(int fd) {
    const timeval patience{30, 0};
    ::setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    ::setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
}

static Result<UniqueFd> tcpSocket() {
    UniqueFd fd(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    if (!fd)
        return systemError("socket(AF_INET)");
    return fd;
}

static void sendAtOnce(int fd) {
    const int on = 1;
    ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

Result<LoopbackConnection> connectLoopback() {
    const UniqueFd listener = TRY(tcpSocket());
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* generic = reinterpret_cast<sockaddr*>(&address);
    if (::bind(listener.get(), generic, size) != 0)
        return loopbackError("bind");
    if (::listen(listener.get(), 1) != 0 || ::getsockname(listener.get(), generic, &size) != 0)
        return loopbackError("listen");
    LoopbackConnection connection;
    connection.client = TRY(tcpSocket());
    setPatience(connection.client.get());
    setPatience(listener.get());
    if (::connect(connection.client.get(), generic, size) != 0)
        return loopbackError("connect");
    connection.server.reset(::accept4(listener.get(), nullptr, nullptr, SOCK_CLOEXEC));
    if (!connection.server)
        return loopbackError("accept");
    for (const int fd : {connection.client.get(), connection.server.get()})
        sendAtOnce(fd);
    return connection;
}

/// The number of the frame, in its first and its last bytes.
static void stampFrame(std::vector<unsigned char>& frame, std::uint64_t number) {
    std::memcpy(frame.data(), &number, sizeof number);
    std::memcpy(frame.data() + frameSize - sizeof number, &number, sizeof number);
}

static std::uint64_t stampsOf(const std::vector<unsigned char>& frame) {
    std::uint64_t first = 0;
    std::uint64_t last = 0;
    std::memcpy(&first, frame.data(), sizeof first);
    std::memcpy(&last, frame.data() + frameSize - sizeof last, sizeof last);
    return first + last;
}

Result<void> sendFrames(int fd, std::uint64_t count) {
    std::vector<unsigned char> frame(frameSize, 0x5a);
    TRY(writeWhole(fd, &count, sizeof count));
    for (std::uint64_t number = 1; number <= count; ++number) {
        stampFrame(frame, number);
        TRY(writeWhole(fd, frame.data(), frameSize));
    }
    std::uint64_t sum = 0;
    TRY(readWhole(fd, &sum, sizeof sum));
    if (sum != count * (count + 1)) // twice the sum of 1 … count
        return wrongAnswer("what arrived is not what was sent");
    return {};
}

int receiveFrames(int fd) {
    std::vector<unsigned char> frame(frameSize);
    std::uint64_t count = 0;
    while (readWhole(fd, &count, sizeof count)) {
        std::uint64_t sum = 0;
        for (; count > 0; --count) {
            if (!readWhole(fd, frame.data(), frameSize))
                return 1;
            sum += stampsOf(frame);
        }
        if (!writeWhole(fd, &sum, sizeof sum))
            return 1;
    }
    return 0;
}

} // namespace twinvirt::bench::probe
