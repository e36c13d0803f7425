#pragma once

#include "util/unique_fd.h"

#include <sys/types.h>

#include <csignal>
#include <optional>
#include <termios.h>

namespace twinvirt::lxc {

/// While it lives, the signals with which a user talks to a command do not act on this thread; they
/// are handed to another process. Afterwards the terminal's settings are what they were before,
/// whatever happened to that process.
class RelaySignals {
  public:
    /// `terminal`: a descriptor whose settings are restored when it is a terminal.
    explicit RelaySignals(int terminal);
    RelaySignals(const RelaySignals&) = delete;
    RelaySignals& operator=(const RelaySignals&) = delete;
    ~RelaySignals();

    /// Hands signals to the child `pid` (not yet waited for) until it has ended.
    void runUntilExit(pid_t pid) const;

  private:
    int terminal_;
    std::optional<termios> settings_;
    sigset_t before_{};
    UniqueFd signals_;
};

} // namespace twinvirt::lxc
