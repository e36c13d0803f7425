#include "benchmark/probe/output.h"

#include <cerrno>
#include <poll.h>
#include <string>
#include <termios.h>
#include <unistd.h>

namespace twinvirt::bench::probe {

void printLine(std::string_view line) {
    std::string bytes(line);
    bytes += '\n';
    std::string_view left = bytes;
    while (!left.empty()) {
        const ssize_t count = ::write(STDOUT_FILENO, left.data(), left.size());
        if (count >= 0) {
            left.remove_prefix(static_cast<std::size_t>(count));
            continue;
        }
        if (errno == EAGAIN) {
            pollfd output{STDOUT_FILENO, POLLOUT, 0};
            ::poll(&output, 1, -1);
        } else if (errno != EINTR) {
            return; // there is nobody left to tell
        }
    }
}

void printEvent(const JsonLine& event) {
    printLine("twinvirt-probe: " + event.str());
}

void printError(std::string_view subject, std::string_view name, std::string_view message) {
    JsonLine event;
    event.text("event", "error");
    if (!name.empty())
        event.text(subject, name);
    printEvent(event.text("message", message));
}

void waitUntilSent() {
    ::tcdrain(STDOUT_FILENO); // what is no terminal has sent everything
}

} // namespace twinvirt::bench::probe
