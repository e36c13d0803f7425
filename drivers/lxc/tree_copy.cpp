#include "lxc/tree_copy.h"

#include "util/process.h"

#include <sys/wait.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <fcntl.h>
#include <filesystem>
#include <unistd.h>

namespace twinvirt::lxc {

namespace fs = std::filesystem;

/// Everything that cp is going to name on a line of its own; 1 when nothing can be counted.
static std::size_t countEntries(const std::string& directory) {
    std::error_code error;
    std::size_t count = 1;
    const auto options = fs::directory_options::skip_permission_denied;
    for (fs::recursive_directory_iterator at(directory, options, error), end; at != end && !error;
         at.increment(error))
        ++count;
    return count;
}

/// Counts the lines that come out of the pipe until its end.
static void followLines(int pipe, std::size_t all, const std::function<void(double)>& progress) {
    std::array<char, 65536> buffer{};
    std::size_t lines = 0;
    while (true) {
        const ssize_t size = ::read(pipe, buffer.data(), buffer.size());
        if (size < 0 && errno == EINTR)
            continue;
        if (size <= 0)
            return;
        lines += static_cast<std::size_t>(std::count(buffer.data(), buffer.data() + size, '\n'));
        if (progress)
            progress(std::min(1.0, static_cast<double>(lines) / static_cast<double>(all)));
    }
}

static std::string tailOf(int file) {
    std::string text(4096, '\0');
    const ssize_t size = ::pread(file, text.data(), text.size(), 0);
    text.resize(size > 0 ? static_cast<std::size_t>(size) : 0);
    while (!text.empty() && text.back() == '\n')
        text.pop_back();
    return text;
}

/// coreutils' cp knows all of that, sharing of blocks included.
Result<void> copyTree(const std::string& from, const std::string& to,
                      const std::function<void(double)>& progress) {
    const std::size_t all = countEntries(from);
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0)
        return systemError("pipe");
    const UniqueFd lines(ends[0]);
    UniqueFd output(ends[1]);
    const UniqueFd errors(::open("/tmp", O_TMPFILE | O_RDWR | O_CLOEXEC, 0600));
    const UniqueFd null(::open("/dev/null", O_RDONLY | O_CLOEXEC));
    SpawnRequest request;
    request.program = "/bin/cp";
    request.arguments = {
        "--archive", "--reflink=auto", "--verbose", "--no-target-directory", "--", from, to};
    request.descriptors = {{null.get(), 0}, {output.get(), 1}, {errors.get(), 2}};
    request.environment = {"PATH=/usr/bin:/bin", "LC_ALL=C"};
    const pid_t pid = TRY_WITHIN("copy '" + from + "'", spawnProcess(request));
    output.reset();
    followLines(lines.get(), all, progress);
    int status = 0;
    while (::waitpid(pid, &status, 0) < 0 && errno == EINTR) {
    }
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
        return {};
    const std::string said = tailOf(errors.get());
    return Error{ErrorCode::operationFailed,
                 "copy '" + from + "' to '" + to + "': " +
                     (WIFSIGNALED(status) ? "interrupted" : said.substr(0, said.find('\n')))};
}

} // namespace twinvirt::lxc
