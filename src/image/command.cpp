#include "image/command.h"

#include "util/process.h"

#include <sys/wait.h>

#include <array>
#include <csignal>
#include <cstdlib>
#include <deque>
#include <fcntl.h>
#include <poll.h>
#include <sstream>

namespace twinvirt {

/// Cuts what comes into lines: tells the listener each of them and keeps the last few for an error.
class LineCollector {
  public:
    explicit LineCollector(const LineListener& listener) : listener_(listener) {}

    void add(std::string_view part) {
        for (const char c : part) {
            if (c == '\n' || c == '\r')
                finishLine();
            else
                line_.push_back(c);
        }
    }
    void finishLine() {
        if (line_.empty())
            return;
        if (listener_)
            listener_(line_);
        last_.push_back(std::move(line_));
        line_.clear();
        if (last_.size() > 8)
            last_.pop_front();
    }
    [[nodiscard]] std::string lastLines() const {
        std::string text;
        for (const auto& line : last_)
            text += "\n  " + line;
        return text;
    }

  private:
    const LineListener& listener_;
    std::string line_;
    std::deque<std::string> last_;
};

using Deadline = std::chrono::steady_clock::time_point;

/// Reads to the end of file; false when the deadline came first.
static bool readLines(int fd, LineCollector& lines, Deadline deadline) {
    std::array<char, 4096> buffer{};
    while (true) {
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(
            deadline - std::chrono::steady_clock::now());
        pollfd entry{fd, POLLIN, 0};
        const int ready = ::poll(&entry, 1, left.count() > 0 ? static_cast<int>(left.count()) : 0);
        if (ready == 0)
            return false;
        const ssize_t got = ready > 0 ? ::read(fd, buffer.data(), buffer.size()) : -1;
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return true;
        lines.add({buffer.data(), static_cast<std::size_t>(got)});
    }
}

static std::string describeStatus(int status) {
    if (WIFSIGNALED(status))
        return "was ended by signal " + std::to_string(WTERMSIG(status));
    return "ended with status " + std::to_string(WEXITSTATUS(status));
}

Result<void> runCommand(const std::string& program, const std::vector<std::string>& arguments,
                        std::chrono::seconds timeout, const LineListener& onLine) {
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0)
        return systemError("pipe2");
    const UniqueFd output(ends[0]);
    UniqueFd input(ends[1]);
    const UniqueFd null(::open("/dev/null", O_RDONLY | O_CLOEXEC));
    SpawnRequest request;
    request.program = program;
    request.arguments = arguments;
    request.descriptors = {{null.get(), 0}, {input.get(), 1}, {input.get(), 2}};
    const pid_t pid = TRY(spawnProcess(request));
    input.reset();

    LineCollector lines(onLine);
    const bool finished =
        readLines(output.get(), lines, std::chrono::steady_clock::now() + timeout);
    if (!finished)
        ::kill(pid, SIGKILL); // our own child, not yet waited for: the pid cannot be another's
    int status = 0;
    while (::waitpid(pid, &status, 0) < 0 && errno == EINTR) {
    }
    lines.finishLine();
    const std::string what = "run '" + program + "': it ";
    if (!finished)
        return Error{ErrorCode::operationTimeout,
                     what + "took longer than " + std::to_string(timeout.count()) + " s"};
    if (status != 0)
        return Error{ErrorCode::operationFailed, what + describeStatus(status) + lines.lastLines()};
    return {};
}

Result<std::string> findProgram(const std::string& name, const std::string& package) {
    const char* path = std::getenv("PATH");
    std::istringstream directories(std::string(path == nullptr ? "" : path) +
                                   ":/usr/sbin:/usr/bin:/sbin:/bin");
    for (std::string directory; std::getline(directories, directory, ':');) {
        const std::string candidate = directory + "/" + name;
        if (directory.starts_with('/') && ::access(candidate.c_str(), X_OK) == 0)
            return candidate;
    }
    return Error{ErrorCode::operationUnsupported, "find program '" + name +
                                                      "': not installed; its Debian package is '" +
                                                      package + "'"};
}

} // namespace twinvirt
