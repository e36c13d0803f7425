#pragma once

#include "util/result.h"
#include "util/unique_fd.h"

#include <cstdint>
#include <string>

namespace twinvirt::lxc {

/// How a client shares the console, as `virsh console` asks for it.
enum class ConsoleAccess : std::uint8_t {
    normal,     ///< beside other clients
    force,      ///< the other clients of this console are cut off
    safe,       ///< refused when there is another
    windowSize, ///< only sets the size of the window, then the keeper closes the connection
    watch       ///< only reads; is no client in the sense of the three above
};

/// The first bytes of a client on RunDirectory::consoleSocket() (SOCK_STREAM). The keeper answers
/// with one ConsoleAnswer; then both directions are the terminal's raw bytes, beginning with what
/// the ring still has. End of file: the container ended, or a client came with `force`.
///
/// The keeper never waits for a client: one that reads slower than the guest writes loses the
/// middle and is told how much.
///
/// A keeper lives as long as its container, through updates of the client: it answers a hello of
/// another version with `otherVersion`. The twelve bytes up to and with `version` never change.
struct ConsoleHello {
    static constexpr std::uint32_t expectedMagic = 0x43765754; // "TWvC"
    static constexpr std::uint16_t currentVersion = 1;         ///< 0 knew no `watch`
    std::uint32_t magic = expectedMagic;
    ConsoleAccess access = ConsoleAccess::normal;
    std::uint8_t console = 0; ///< 0 is /dev/console
    std::uint16_t rows = 0;   ///< 0: leave the size
    std::uint16_t columns = 0;
    std::uint16_t version = currentVersion;
};
static_assert(sizeof(ConsoleHello) == 12);

enum class ConsoleAnswer : std::uint8_t {
    attached = 1,
    busy = 2,    ///< `safe`, and somebody is there
    refused = 3, ///< not root, not the owner, or no such console
    full = 4,    ///< too many clients
    otherVersion = 5,
};

/// RunDirectory::consoleRing(): a head, and for each console a ring of the bytes it printed last.
struct ConsoleRingHead {
    static constexpr std::uint32_t bytes = 65536; ///< of each ring
    static constexpr std::uint32_t headBytes = 4096;
    static constexpr std::uint32_t mostConsoles = 8;
    std::uint64_t
        written[mostConsoles]; ///< bytes ever printed; the ring's position is modulo `bytes`
};

struct ConsoleWindow {
    std::uint16_t rows = 0;
    std::uint16_t columns = 0;
};

/// Attaches to the console of a container that runs; the descriptor carries the raw bytes.
/// operationFailed "Active console session exists for this domain" (libvirt's text) for `safe`.
Result<UniqueFd> connectConsole(const std::string& socketPath, ConsoleAccess access,
                                ConsoleWindow window = {}, unsigned console = 0);
/// Gives the console's terminal another size; the kernel tells the processes in front of it.
Result<void> resizeConsole(const std::string& socketPath, ConsoleWindow window,
                           unsigned console = 0);

} // namespace twinvirt::lxc
