#include "kvm/console_pump.h"

#include "kvm/libvirt_error.h"

#include <sys/socket.h>

#include <cerrno>
#include <fcntl.h>

namespace twinvirt::kvm {

namespace {

/// A side that does not read is not allowed to make this process grow: the other side waits.
constexpr std::size_t bufferLimit = 256U << 10U;

bool wouldBlock(ssize_t count) {
    return count < 0 && (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR);
}

} // namespace

Result<void> ConsolePump::start(StreamHandle stream, UniqueFd socket) {
    if (::fcntl(socket.get(), F_SETFL, O_NONBLOCK) != 0)
        return systemError("console: fcntl(O_NONBLOCK)");
    const Self pump(new ConsolePump(std::move(stream), std::move(socket)));
    const std::lock_guard lock(pump->mutex_);
    auto watching = pump->watch();
    if (!watching)
        virStreamAbort(pump->stream_.get());
    return watching;
}

/// What the event loop has of the socket holds the pump until it is over. What libvirt has of the
/// stream does not: its remote driver never frees the data of a stream's callback (libvirt 9.0,
/// remoteStreamCallbackFree). It calls on the thread of the event loop, where end() removes both.
Result<void> ConsolePump::watch() {
    auto* forSocket = new Self(shared_from_this());
    watch_ = virEventAddHandle(
        socket_.get(), VIR_EVENT_HANDLE_READABLE,
        [](int, int, int events, void* data) { (*static_cast<Self*>(data))->onSocket(events); },
        forSocket, dropSelf);
    if (watch_ < 0) {
        dropSelf(forSocket);
        return Error{ErrorCode::internalError, "console: virEventAddHandle failed", 0};
    }
    if (virStreamEventAddCallback(
            stream_.get(), VIR_STREAM_EVENT_READABLE,
            [](virStreamPtr, int events, void* data) {
                static_cast<ConsolePump*>(data)->onStream(events);
            },
            this, nullptr) == 0)
        return {};
    const Error error = lastLibvirtError();
    ended_ = true; // the event loop may call once more
    virEventRemoveHandle(watch_);
    return error;
}

void ConsolePump::onStream(int events) {
    const Self keep = shared_from_this();
    const std::lock_guard lock(mutex_);
    if (ended_)
        return;
    if ((events & VIR_STREAM_EVENT_WRITABLE) != 0)
        send();
    // What was printed before the end still waits in the stream when the hang-up is reported.
    if ((events & ~VIR_STREAM_EVENT_WRITABLE) != 0)
        receive();
    if ((events & (VIR_STREAM_EVENT_ERROR | VIR_STREAM_EVENT_HANGUP)) != 0)
        guestEnded_ = true;
    deliver();
    update();
}

void ConsolePump::onSocket(int events) {
    const Self keep = shared_from_this();
    const std::lock_guard lock(mutex_);
    if (ended_)
        return;
    if ((events & VIR_EVENT_HANDLE_WRITABLE) != 0)
        deliver();
    if (!inputEnded_ && (events & ~VIR_EVENT_HANDLE_WRITABLE) != 0)
        readSocket();
    if ((events & (VIR_EVENT_HANDLE_HANGUP | VIR_EVENT_HANDLE_ERROR)) != 0)
        end();
    else
        update();
}

void ConsolePump::receive() {
    std::array<char, 16384> buffer; // NOLINT: filled by libvirt
    while (!guestEnded_ && toClient_.size() < bufferLimit) {
        const int count = virStreamRecv(stream_.get(), buffer.data(), buffer.size());
        if (count == -2)
            return;
        if (count <= 0)
            guestEnded_ = true;
        else
            toClient_.append(buffer.data(), static_cast<std::size_t>(count));
    }
}

void ConsolePump::deliver() {
    while (!toClient_.empty()) {
        const ssize_t count =
            ::send(socket_.get(), toClient_.data(), toClient_.size(), MSG_NOSIGNAL);
        if (wouldBlock(count))
            return;
        if (count < 0) {
            toClient_.clear(); // the client went; the hang-up follows
            return;
        }
        toClient_.erase(0, static_cast<std::size_t>(count));
    }
}

void ConsolePump::readSocket() {
    std::array<char, 16384> buffer; // NOLINT: filled by read
    while (toGuest_.size() < bufferLimit) {
        const ssize_t count = ::read(socket_.get(), buffer.data(), buffer.size());
        if (wouldBlock(count))
            break;
        if (count <= 0) {
            inputEnded_ = true; // perhaps of this direction only: the hang-up says which
            break;
        }
        toGuest_.append(buffer.data(), static_cast<std::size_t>(count));
    }
    send();
}

void ConsolePump::send() {
    while (!toGuest_.empty()) {
        const int count = virStreamSend(stream_.get(), toGuest_.data(), toGuest_.size());
        if (count == -2)
            return;
        if (count < 0) {
            guestEnded_ = true;
            return;
        }
        toGuest_.erase(0, static_cast<std::size_t>(count));
    }
}

void ConsolePump::update() {
    if (guestEnded_ && toClient_.empty()) {
        end();
        return;
    }
    int stream = 0;
    if (!guestEnded_ && toClient_.size() < bufferLimit)
        stream |= VIR_STREAM_EVENT_READABLE;
    if (!guestEnded_ && !toGuest_.empty())
        stream |= VIR_STREAM_EVENT_WRITABLE;
    int socket = VIR_EVENT_HANDLE_HANGUP;
    if (!inputEnded_ && toGuest_.size() < bufferLimit)
        socket |= VIR_EVENT_HANDLE_READABLE;
    if (!toClient_.empty())
        socket |= VIR_EVENT_HANDLE_WRITABLE;
    virStreamEventUpdateCallback(stream_.get(), stream);
    virEventUpdateHandle(watch_, socket);
}

void ConsolePump::end() {
    ended_ = true;
    virStreamEventRemoveCallback(stream_.get());
    virEventRemoveHandle(watch_);
    // Also after an end of file: without it the daemon keeps the console taken.
    virStreamAbort(stream_.get());
    socket_.reset();
}

} // namespace twinvirt::kvm
