#include "shell/console_relay.h"

#include <array>
#include <cerrno>
#include <poll.h>
#include <termios.h>
#include <unistd.h>

namespace twinvirt {

namespace {

constexpr std::size_t chunk = 4096;
constexpr int silence = 500; // milliseconds

/// Writes it all to stdout; false when nobody reads it any more.
Result<bool> writeOutput(const char* data, std::size_t size) {
    while (size > 0) {
        const auto written = ::write(STDOUT_FILENO, data, size);
        if (written < 0 && errno == EPIPE)
            return false;
        if (written < 0 && errno != EINTR && errno != EAGAIN)
            return systemError("console: write(stdout)");
        if (written > 0) {
            data += written;
            size -= static_cast<std::size_t>(written);
        }
    }
    return true;
}

bool isDeadly(int signal) {
    return signal != 0 && signal != SIGWINCH;
}

} // namespace

Result<int> ConsoleRelay::run(const SignalPipe& signals) {
    while (!over_)
        if (const int signal = TRY(waitOnce(signals)); signal != 0)
            return signal;
    return 0;
}

/// How long to wait for something to happen: forever, but for the silence after the input's end.
int ConsoleRelay::patience() const {
    const bool draining = inputEnded_ && pending_.empty() && atEnd_ == AtEndOfInput::detach;
    return draining ? silence : -1;
}

Result<int> ConsoleRelay::waitOnce(const SignalPipe& signals) {
    const bool wantsInput = !inputEnded_ && !leaving_ && pending_.empty();
    std::array<pollfd, 3> polled{{
        {console_, static_cast<short>(POLLIN | (pending_.empty() ? 0 : POLLOUT)), 0},
        {wantsInput ? STDIN_FILENO : -1, POLLIN, 0},
        {signals.fd(), POLLIN, 0},
    }};
    const int ready = ::poll(polled.data(), polled.size(), patience());
    if (ready < 0 && errno != EINTR)
        return systemError("console: poll()");
    if (ready == 0)
        over_ = true;
    if (ready <= 0)
        return 0;
    if (polled[2].revents != 0) {
        const int signal = signals.take();
        if (isDeadly(signal))
            return signal;
        windowChanged_();
    }
    if (polled[0].revents != 0)
        TRY(showOutput());
    if (polled[1].revents != 0)
        TRY(readInput());
    TRY(sendInput());
    return 0;
}

Result<void> ConsoleRelay::readInput() {
    std::array<char, chunk> buffer{};
    const auto count = ::read(STDIN_FILENO, buffer.data(), buffer.size());
    if (count < 0 && (errno == EINTR || errno == EAGAIN))
        return {};
    if (count <= 0) { // a stdin that is closed or cannot be read has ended too
        inputEnded_ = true;
        return {};
    }
    pending_.assign(buffer.data(), static_cast<std::size_t>(count));
    if (const auto escape = pending_.find(escape_); escape != std::string::npos) {
        pending_.resize(escape);
        leaving_ = true;
    }
    return {};
}

Result<void> ConsoleRelay::sendInput() {
    while (!pending_.empty()) {
        const auto written = ::write(console_, pending_.data(), pending_.size());
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0 && errno == EAGAIN)
            return {};
        if (written < 0) { // the guest is gone: what it printed last is still to be shown
            pending_.clear();
            inputEnded_ = true;
            break;
        }
        pending_.erase(0, static_cast<std::size_t>(written));
    }
    over_ = over_ || leaving_;
    return {};
}

Result<void> ConsoleRelay::showOutput() {
    std::array<char, chunk> buffer{};
    const auto count = ::read(console_, buffer.data(), buffer.size());
    if (count < 0 && (errno == EINTR || errno == EAGAIN))
        return {};
    if (count <= 0) { // a pty answers EIO when its other side is closed
        over_ = true;
        return {};
    }
    over_ = !TRY(writeOutput(buffer.data(), static_cast<std::size_t>(count)));
    return {};
}

} // namespace twinvirt
