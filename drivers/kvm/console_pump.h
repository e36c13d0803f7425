#pragma once

#include "kvm/handles.h"
#include "util/result.h"
#include "util/unique_fd.h"

#include <array>
#include <memory>
#include <mutex>
#include <string>

namespace twinvirt::kvm {

/// Carries bytes between a console's libvirt stream and a socket, on the thread of the event loop.
/// It owns itself and goes when either side ends: the guest's end closes the socket (after what
/// was printed is delivered), the socket's end aborts the stream. A client that has only shut down
/// its writing half goes on reading.
class ConsolePump : public std::enable_shared_from_this<ConsolePump> {
  public:
    /// `stream` is open and does not block.
    static Result<void> start(StreamHandle stream, UniqueFd socket);

  private:
    ConsolePump(StreamHandle stream, UniqueFd socket)
        : stream_(std::move(stream)), socket_(std::move(socket)) {}

    Result<void> watch();
    void onStream(int events);
    void onSocket(int events);
    void receive();
    void deliver();
    void readSocket();
    void send();
    /// Tells libvirt what to wait for now, or ends when nothing can come any more.
    void update();
    void end();

    using Self = std::shared_ptr<ConsolePump>;
    static void dropSelf(void* self) { delete static_cast<Self*>(self); }

    std::mutex mutex_;
    StreamHandle stream_;
    UniqueFd socket_;
    int watch_ = -1;
    bool guestEnded_ = false;
    bool inputEnded_ = false;
    bool ended_ = false;
    std::string toClient_;
    std::string toGuest_;
};

} // namespace twinvirt::kvm
