#pragma once

#include <csignal>

namespace twinvirt {

/// While it lives, Ctrl + C ends the programs that we started but not us: what is half made has to
/// be removed first, and the error says what happened.
class InterruptGuard {
  public:
    InterruptGuard() {
        struct sigaction ignore {};
        ignore.sa_handler = SIG_IGN;
        ::sigaction(SIGINT, &ignore, &before_);
    }
    ~InterruptGuard() { ::sigaction(SIGINT, &before_, nullptr); }
    InterruptGuard(const InterruptGuard&) = delete;
    InterruptGuard& operator=(const InterruptGuard&) = delete;

  private:
    struct sigaction before_ {};
};

} // namespace twinvirt
