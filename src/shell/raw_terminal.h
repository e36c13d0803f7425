#pragma once

#include <termios.h>

namespace twinvirt {

/// Puts a terminal into raw mode and back; does nothing on what is no terminal.
class RawTerminal {
  public:
    explicit RawTerminal(int fd);
    RawTerminal(const RawTerminal&) = delete;
    RawTerminal& operator=(const RawTerminal&) = delete;
    ~RawTerminal() { restore(); }

    void restore();
    [[nodiscard]] bool isTerminal() const { return isTerminal_; }

  private:
    int fd_;
    bool isTerminal_ = false;
    bool raw_ = false;
    termios saved_{};
};

} // namespace twinvirt
