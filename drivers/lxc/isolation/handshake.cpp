#include "lxc/isolation/handshake.h"

#include "lxc/byte_codec.h"

#include <sys/mman.h>
#include <sys/socket.h>

#include <cerrno>
#include <fcntl.h>
#include <string>

namespace twinvirt::lxc {

template <typename Codec>
static void codeFields(Codec& code, Error& error) {
    code(error.code);
    code(error.errnum);
    code(error.message);
}

template <typename Codec>
static void codeFields(Codec& code, LaunchMessage& message) {
    code(message.kind);
    code(message.error);
}

Result<LaunchProgress*> LaunchProgress::make() {
    void* memory = ::mmap(nullptr, sizeof(LaunchProgress), PROT_READ | PROT_WRITE,
                          MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED)
        return systemError("mmap");
    return new (memory) LaunchProgress{};
}

Result<Handshake::Pair> Handshake::makePair() {
    std::array<int, 2> ends{};
    if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends.data()) != 0)
        return systemError("socketpair");
    return Pair{Handshake(UniqueFd(ends[0])), Handshake(UniqueFd(ends[1]))};
}

Result<void> Handshake::moveAbove(unsigned lowest) {
    UniqueFd moved(::fcntl(socket_.get(), F_DUPFD_CLOEXEC, static_cast<int>(lowest)));
    if (!moved)
        return systemError("fcntl(F_DUPFD_CLOEXEC)");
    socket_ = std::move(moved);
    return {};
}

Result<void> Handshake::send(const LaunchMessage& message) const {
    ByteWriter write;
    LaunchMessage copy = message;
    copy.error.message.resize(std::min<std::size_t>(copy.error.message.size(), 4000));
    write(copy);
    const std::string bytes = std::move(write).take();
    if (::send(socket_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL) < 0)
        return systemError("send a launch message");
    return {};
}

Result<LaunchMessage> Handshake::receive() const {
    std::array<char, 8192> buffer{};
    ssize_t count = 0;
    do
        count = ::recv(socket_.get(), buffer.data(), buffer.size(), 0);
    while (count < 0 && errno == EINTR);
    if (count < 0)
        return systemError("receive a launch message");
    if (count == 0)
        return Error{ErrorCode::internalError, "the other end is gone", EPIPE};
    LaunchMessage message;
    ByteReader read({buffer.data(), static_cast<std::size_t>(count)});
    read(message);
    if (!read.complete())
        return Error{ErrorCode::internalError, "a malformed launch message"};
    return message;
}

} // namespace twinvirt::lxc
