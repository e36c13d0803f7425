#pragma once

#include "util/result.h"
#include "util/unique_fd.h"

#include <csignal>
#include <utility>
#include <vector>

namespace twinvirt {

/// Turns signals into bytes of a pipe while it lives, whichever thread they hit (a driver may have
/// threads, so blocking them here and a signalfd would not do). One at a time in a process.
class SignalPipe {
  public:
    static Result<SignalPipe> open(const std::vector<int>& signals);
    SignalPipe(SignalPipe&& other) noexcept = default;
    SignalPipe& operator=(SignalPipe&&) = delete;
    ~SignalPipe();

    [[nodiscard]] int fd() const { return readEnd_.get(); }
    /// The next signal that came; 0 when there is none.
    [[nodiscard]] int take() const;

  private:
    SignalPipe(UniqueFd readEnd, UniqueFd writeEnd)
        : readEnd_(std::move(readEnd)), writeEnd_(std::move(writeEnd)) {}

    UniqueFd readEnd_;
    UniqueFd writeEnd_;
    std::vector<std::pair<int, struct sigaction>> previous_;
};

} // namespace twinvirt
