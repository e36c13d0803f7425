#include "benchmark/run/served_command.h"

#include "benchmark/run/console_watch.h"

#include <array>
#include <cerrno>
#include <poll.h>
#include <unistd.h>

namespace twinvirt::bench {

/// It says little; what a guest says besides is not kept without end.
static constexpr std::size_t longest = 65536;

std::string ServedCommand::eventText(std::string_view kind) const {
    const std::string wanted =
        R"("event":")" + std::string(kind) + R"(",")" + word_ + R"(":")" + name_ + '"';
    const auto at = said_.find(wanted);
    const auto end = said_.find('\n', at);
    return at == std::string::npos || end == std::string::npos ? "" : said_.substr(at, end - at);
}

Result<void> ServedCommand::readMore() {
    std::array<char, 4096> buffer{};
    const ssize_t count = ::read(console_, buffer.data(), buffer.size());
    if (count < 0 && (errno == EINTR || errno == EAGAIN))
        return {};
    if (count <= 0 && stop_.isSet())
        return Error{ErrorCode::operationAborted, "stopped on request"};
    if (count <= 0)
        return Error{ErrorCode::operationFailed,
                     title() + ": its probe ended; its last words: " +
                         said_.substr(said_.size() - std::min<std::size_t>(said_.size(), 1000))};
    said_.append(buffer.data(), static_cast<std::size_t>(count));
    if (said_.size() > longest)
        said_.erase(0, said_.size() - longest);
    return {};
}

Result<std::string> ServedCommand::start(const std::string& name, const std::string& options,
                                         std::chrono::milliseconds timeout) {
    name_ = name;
    const std::string line = word_ + " " + name + (options.empty() ? "" : " " + options) + "\n";
    if (::write(console_, line.data(), line.size()) != static_cast<ssize_t>(line.size()))
        return systemError("write to the probe");
    const auto deadline = std::chrono::steady_clock::now() + timeout;
    while (eventText("begin").empty()) {
        if (const std::string error = eventText("error"); !error.empty())
            return Error{ErrorCode::operationFailed, title() + ": " + error};
        TRY_WITHIN(title(), waitForConsole(console_, stop_, deadline, "it did not begin"));
        TRY(readMore());
    }
    return eventText("begin");
}

Result<void> ServedCommand::stillAtWork() {
    for (pollfd poll{console_, POLLIN, 0}; ::poll(&poll, 1, 0) > 0;)
        TRY(readMore());
    for (const char* kind : {"error", "end"})
        if (const std::string said = eventText(kind); !said.empty())
            return Error{ErrorCode::operationFailed,
                         title() + " ended before what runs beside it: " + said};
    return {};
}

} // namespace twinvirt::bench
