#pragma once

#include "util/result.h"
#include "util/unique_fd.h"

#include <array>
#include <atomic>
#include <cstdint>

namespace twinvirt::lxc {

/// How supervisor and init talk while a container is made.
///
///     supervisor                                     init (a copy, waiting)
///     attach all steps
///     ── proceed ───────────────────────────────▶    enter all steps, each noted in LaunchProgress
///     ◀─────────────────────────── failed(error) ──  a step failed; init exits
///     ◀──────────────────────────────── executing ─  the last message; then exec
///     end of file                                    exec closed the socket: the container runs
///
/// End of file without `executing`: init died in the step that LaunchProgress names. `failed` after
/// `executing`: exec failed. For a container that starts paused init waits once more after
/// `executing`; the supervisor freezes it there and sends the second `proceed`, which init reads
/// when it is thawed.
struct LaunchMessage {
    enum class Kind : std::uint8_t { proceed = 1, executing, failed };
    Kind kind = Kind::failed;
    Error error; ///< of failed
};

/// Shared memory of supervisor and init until init's exec: what init is doing, and how long it
/// took. A note costs no system call, so it survives any kind of death.
struct LaunchProgress {
    static constexpr std::size_t mostSteps = 32;
    struct Timing {
        std::uint64_t startNs;
        std::uint64_t durationNs;
    };
    std::atomic<std::uint32_t> current; ///< index of the step, or the number of steps: exec
    std::array<Timing, mostSteps> enter;

    /// Mapped for the life of the supervisor.
    static Result<LaunchProgress*> make();
};

/// One end of the socket, SOCK_SEQPACKET.
class Handshake {
  public:
    explicit Handshake(UniqueFd socket) : socket_(std::move(socket)) {}
    struct Pair;
    static Result<Pair> makePair();

    [[nodiscard]] Result<void> send(const LaunchMessage& message) const;
    /// internalError with errnum EPIPE at the end of file.
    [[nodiscard]] Result<LaunchMessage> receive() const;
    void close() { socket_.reset(); }
    /// Gives the socket a number of at least `lowest`.
    Result<void> moveAbove(unsigned lowest);

  private:
    UniqueFd socket_;
};

struct Handshake::Pair {
    Handshake supervisor;
    Handshake init;
};

} // namespace twinvirt::lxc
