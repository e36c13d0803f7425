#include "benchmark/probe/loopback.h"

#include "benchmark/probe/tcp_socket.h"

namespace twinvirt::bench::probe {

static Result<LoopbackConnection> connectBothEnds() {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const UniqueFd listener = TRY(listenAt(address));
    LoopbackConnection connection;
    connection.client = TRY(connectTo(address));
    connection.server = TRY(acceptFrom(listener.get()));
    return connection;
}

Result<LoopbackConnection> connectLoopback() {
    auto connection = connectBothEnds();
    if (!connection)
        return Error{connection.error().code,
                     connection.error().message +
                         " (is the loopback interface up? ip link set lo up)"};
    return connection;
}

} // namespace twinvirt::bench::probe
