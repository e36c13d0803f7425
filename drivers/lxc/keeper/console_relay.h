#pragma once

#include "lxc/keeper/keeper_arguments.h"

#include <cstdint>

namespace twinvirt::lxc {

/// Between the masters of the guest's terminals, the ring file and the clients.
///
/// The ring is the only buffer: what the guest writes goes there at once, and each client has a
/// position in it. So the guest never waits for anybody, memory is bounded, and what a new client
/// is shown first is simply a position that lies further back. A client whose position the ring
/// overtakes is told how many bytes it lost.
class ConsoleRelay {
  public:
    /// What epoll hands back: a kind and an index.
    enum class Source : std::uint32_t { initEnded, signal, listener, master, client };
    static std::uint64_t tag(Source source, int index) {
        return static_cast<std::uint64_t>(source) << 32U | static_cast<std::uint32_t>(index);
    }

    /// Watches everything in `epoll`; false when the ring cannot be opened.
    bool begin(int epoll, const KeeperArguments& arguments);
    void onListener();
    void onMaster(int console, std::uint32_t events);
    void onClient(int index, std::uint32_t events);
    /// Takes what is left of the guest's last words and gives slow clients half a second for them.
    void finish();
    /// For a restart: keeps the clients over exec and writes "FD:CONSOLE:WATCHES,…" (at most `size`
    /// bytes).
    void handOver(char* text, int size) const;

  private:
    struct Client {
        int fd = -1;
        int console = -1; ///< -1: has not said hello yet
        bool inputEnded = false;
        bool watches = false; ///< ConsoleAccess::watch
        std::uint64_t position = 0;
        int pendingSize = 0; ///< input that the terminal has not taken yet
        char pending[256];
    };

    void greet(int index);
    void greetLatecomers();
    ConsoleAnswer admit(int index, const ConsoleHello& hello);
    void takeInput(int index);
    void flushInput(Client& client);
    void pump(int index);
    void watch(int index) const;
    void drop(int index);
    bool drain(int console);
    [[nodiscard]] std::uint64_t oldest(int console) const;
    void attach(int index, int console);

    int epoll_ = -1;
    int ring_ = -1;
    int listener_ = -1;
    int consoleCount_ = 0;
    KeeperConsole consoles_[ConsoleRingHead::mostConsoles];
    Client clients_[mostClients];
    ConsoleRingHead head_{};
};

} // namespace twinvirt::lxc
