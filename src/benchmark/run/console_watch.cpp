#include "benchmark/run/console_watch.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <poll.h>
#include <unistd.h>

namespace twinvirt::bench {

bool MarkerSearch::append(std::string_view bytes) {
    constexpr std::size_t kept = 4096;
    // The marker may be cut by the read before: look from as far back as it is long.
    const std::size_t from = tail_.size() - std::min(tail_.size(), marker_.size());
    tail_ += bytes;
    const bool seen = tail_.find(marker_, from) != std::string::npos;
    if (tail_.size() > kept)
        tail_.erase(0, tail_.size() - kept);
    return seen;
}

/// What a guest says is shown on somebody's terminal: its lines, and none of its control sequences
/// (C0, DEL, and C1 in UTF-8).
static std::string printable(std::string_view text) {
    std::string shown;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto byte = static_cast<unsigned char>(text[i]);
        const auto next = static_cast<unsigned char>(i + 1 < text.size() ? text[i + 1] : 0);
        const bool c1 = byte == 0xc2 && next >= 0x80 && next <= 0x9f;
        if (c1 || byte == 0x7f || (byte < 0x20 && byte != '\n' && byte != '\t')) {
            shown += byte == '\r' ? "" : "?";
            i += c1 ? 1 : 0;
        } else {
            shown += text[i];
        }
    }
    return shown;
}

static Error withTail(ErrorCode code, const std::string& what, const MarkerSearch& search) {
    if (search.tail().empty())
        return {code, what + "; its console stayed empty"};
    return {code, what + "; its console ended with:\n" + printable(search.tail())};
}

enum class Wake { console, stop, timeout };

static Result<Wake> waitForBytes(int console, const StopRequest& stop,
                                 std::chrono::steady_clock::time_point deadline) {
    std::array<pollfd, 2> polls{{{console, POLLIN, 0}, {stop.fd(), POLLIN, 0}}};
    while (true) {
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(
            deadline - std::chrono::steady_clock::now());
        const int ready = ::poll(polls.data(), polls.size(),
                                 static_cast<int>(std::max<std::int64_t>(0, left.count())));
        if (ready < 0 && errno != EINTR)
            return systemError("poll the console");
        if (ready == 0)
            return Wake::timeout;
        if (ready > 0)
            return polls[1].revents != 0 ? Wake::stop : Wake::console;
    }
}

static Error stopped() {
    return {ErrorCode::operationAborted, "stopped on request"};
}

Result<void> waitForConsole(int console, const StopRequest& stop,
                            std::chrono::steady_clock::time_point deadline,
                            const std::string& what) {
    const Wake wake = TRY(waitForBytes(console, stop, deadline));
    if (wake == Wake::stop)
        return stopped();
    if (wake == Wake::timeout)
        return Error{ErrorCode::operationTimeout, what + " in time"};
    return {};
}

Result<void> waitForMarker(int console, const std::string& marker,
                           std::chrono::milliseconds timeout, const StopRequest& stop) {
    TRY(timeMarker(console, marker, timeout, stop));
    return {};
}

Result<ConsoleTimes> timeMarker(int console, const std::string& marker,
                                std::chrono::milliseconds timeout, const StopRequest& stop) {
    ConsoleTimes times;
    const auto deadline = std::chrono::steady_clock::now() + timeout;
    MarkerSearch search(marker);
    std::array<char, 4096> buffer{};
    while (true) {
        const Wake wake = TRY(waitForBytes(console, stop, deadline));
        if (wake == Wake::stop)
            return stopped();
        if (wake == Wake::timeout)
            return withTail(ErrorCode::operationTimeout,
                            "not ready after " + std::to_string(timeout.count() / 1000) +
                                " s: no line '" + marker + "'",
                            search);
        const ssize_t count = ::read(console, buffer.data(), buffer.size());
        if (count < 0 && (errno == EINTR || errno == EAGAIN))
            continue;
        if (count <= 0) // EIO is how a terminal says that its other end is gone
            return withTail(ErrorCode::operationFailed,
                            "ended before it printed the line '" + marker + "'", search);
        const auto now = std::chrono::steady_clock::now();
        if (search.tail().empty())
            times.firstBytes = now;
        times.marker = now;
        if (search.append({buffer.data(), static_cast<std::size_t>(count)}))
            return times;
    }
}

} // namespace twinvirt::bench
