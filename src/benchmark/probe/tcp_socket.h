#pragma once

#include "util/result.h"
#include "util/unique_fd.h"

#include <cstdint>
#include <netinet/in.h>
#include <string>

namespace twinvirt::bench::probe {

/// Of TCP over IPv4. A transfer, a connect and an accept that stand still for half a minute fail.
Result<UniqueFd> tcpSocket();
/// Without Nagle's delay: what is written goes at once (man 7 tcp, TCP_NODELAY).
void sendAtOnce(int fd);

/// A socket that takes connections at that address and a port of the kernel's choice. `address`
/// gets the port.
Result<UniqueFd> listenAt(sockaddr_in& address);
/// The next connection, without Nagle's delay and with the same patience.
Result<UniqueFd> acceptFrom(int listener);
/// A connection to that address, without Nagle's delay.
Result<UniqueFd> connectTo(const sockaddr_in& address);

/// "198.18.0.1:40000"
std::string addressText(const sockaddr_in& address);
/// The opposite; invalidArgument names `what` ("--peer").
Result<sockaddr_in> parseAddress(const std::string& text, const std::string& what);

} // namespace twinvirt::bench::probe
