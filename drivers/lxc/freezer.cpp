#include "lxc/freezer.h"

#include "util/atomic_file.h"
#include "util/unique_fd.h"

#include <array>
#include <climits>
#include <cstdlib>
#include <fcntl.h>
#include <string_view>
#include <thread>

namespace twinvirt::lxc {

/// The real path: its name tells v1 from v2.
static Result<std::string> resolve(const std::string& file) {
    std::array<char, PATH_MAX> path{};
    if (::realpath(file.c_str(), path.data()) == nullptr)
        return systemError("find freezer '" + file + "'");
    return std::string(path.data());
}

static bool isVersion1(const std::string& path) {
    return path.ends_with("/freezer.state");
}

static Result<void> writeControl(const std::string& path, std::string_view value) {
    const UniqueFd fd(::open(path.c_str(), O_WRONLY | O_CLOEXEC));
    if (!fd || ::write(fd.get(), value.data(), value.size()) < 0)
        return systemError("write '" + std::string(value) + "' to '" + path + "'");
    return {};
}

Result<bool> isFrozen(const std::string& file) {
    const auto state = readFile(file, 4096);
    if (!state)
        return state.error();
    return state->starts_with("FR") || state->starts_with("1"); // FROZEN, FREEZING
}

static Result<bool> standsStill(const std::string& path) {
    const std::string events = path.substr(0, path.rfind('/')) + "/cgroup.events";
    const auto text = readFile(isVersion1(path) ? path : events, 4096);
    if (!text)
        return text.error();
    return text->find(isVersion1(path) ? "FROZEN" : "frozen 1") != std::string::npos;
}

Result<void> freeze(const std::string& file, std::chrono::milliseconds timeout) {
    const auto path = TRY(resolve(file));
    TRY(writeControl(path, isVersion1(path) ? "FROZEN" : "1"));
    const auto deadline = std::chrono::steady_clock::now() + timeout;
    for (int round = 0; !TRY(standsStill(path)); ++round) {
        if (std::chrono::steady_clock::now() > deadline) {
            TRY(thaw(file));
            return Error{ErrorCode::operationTimeout,
                         "freeze '" + path + "': some process still runs after " +
                             std::to_string(timeout.count()) +
                             " ms (waiting for a device?); it was thawed again"};
        }
        if (round < 50)
            std::this_thread::yield();
        else
            std::this_thread::sleep_for(std::chrono::microseconds(500));
    }
    return {};
}

Result<void> thaw(const std::string& file) {
    const auto path = TRY(resolve(file));
    return writeControl(path, isVersion1(path) ? "THAWED" : "0");
}

} // namespace twinvirt::lxc
