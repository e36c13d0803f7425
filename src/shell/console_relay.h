#pragma once

#include "shell/console_session.h"
#include "shell/signal_pipe.h"

#include <functional>
#include <string>

namespace twinvirt {

/// Carries bytes between stdin/stdout and a console until one of the ends named at runConsole().
class ConsoleRelay {
  public:
    /// `console` has to be non-blocking; `windowChanged` is called when our terminal has another
    /// size.
    ConsoleRelay(int console, char escape, AtEndOfInput atEnd, std::function<void()> windowChanged)
        : console_(console), escape_(escape), atEnd_(atEnd),
          windowChanged_(std::move(windowChanged)) {}

    /// The value is the deadly signal that ended it, or 0.
    Result<int> run(const SignalPipe& signals);

  private:
    Result<int> waitOnce(const SignalPipe& signals);
    Result<void> readInput();
    Result<void> sendInput();
    Result<void> showOutput();
    [[nodiscard]] int patience() const;

    int console_;
    char escape_;
    AtEndOfInput atEnd_;
    std::function<void()> windowChanged_;
    std::string pending_; ///< input that the guest has not taken yet
    bool inputEnded_ = false;
    bool leaving_ = false; ///< the escape was read: leave once the rest before it is sent
    bool over_ = false;
};

} // namespace twinvirt
