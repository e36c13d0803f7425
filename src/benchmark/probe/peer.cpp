#include "benchmark/probe/peer.h"

#include "benchmark/probe/frames.h"
#include "benchmark/probe/output.h"
#include "benchmark/probe/requests.h"
#include "benchmark/probe/tcp_socket.h"
#include "benchmark/probe/whole_transfer.h"

#include <arpa/inet.h>
#include <cerrno>

namespace twinvirt::bench::probe {

/// Until its other end is closed, or stands still for too long.
static void serveConnection(int fd) {
    auto task = PeerTask::answerRequests;
    if (!readWhole(fd, &task, sizeof task))
        return;
    if (task == PeerTask::answerRequests)
        answerRequests(fd);
    else if (task == PeerTask::receiveFrames)
        receiveFrames(fd);
}

Result<void> runPeer(std::span<const std::string> words) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    if (words.size() != 1 || ::inet_pton(AF_INET, words[0].c_str(), &address.sin_addr) != 1)
        return Error{ErrorCode::invalidArgument,
                     "peer: expected one word, the IPv4 address to listen at"};
    const UniqueFd listener = TRY(listenAt(address));
    JsonLine begin;
    begin.text("event", "begin").text("peer", words[0]);
    printEvent(begin.number("port", ntohs(address.sin_port)));
    while (true) {
        const auto connection = acceptFrom(listener.get());
        if (connection)
            serveConnection(connection->get());
        else if (errno != EAGAIN && errno != EINTR && errno != ECONNABORTED)
            return connection.error();
    }
}

} // namespace twinvirt::bench::probe
