#include "shell/raw_terminal.h"

namespace twinvirt {

RawTerminal::RawTerminal(int fd) : fd_(fd) {
    isTerminal_ = ::tcgetattr(fd, &saved_) == 0;
    if (!isTerminal_)
        return;
    auto raw = saved_;
    ::cfmakeraw(&raw);
    raw_ = ::tcsetattr(fd, TCSADRAIN, &raw) == 0;
}

void RawTerminal::restore() {
    if (raw_)
        ::tcsetattr(fd_, TCSADRAIN, &saved_);
    raw_ = false;
}

} // namespace twinvirt
