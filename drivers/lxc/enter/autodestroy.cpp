#include "lxc/enter/autodestroy.h"

#include "lxc/run_directory.h"
#include "util/atomic_file.h"
#include "util/process.h"

#include <array>
#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <poll.h>

namespace twinvirt::lxc {

/// SIGKILL does not end a task that the v1 freezer holds.
static void thaw(const RunDirectory& directory) {
    std::array<char, 4096> target{};
    const std::string link = directory.path + "/freezer";
    const ssize_t length = ::readlink(link.c_str(), target.data(), target.size());
    if (length <= 0)
        return;
    const std::string_view path(target.data(), static_cast<std::size_t>(length));
    const std::string_view word = path.ends_with("/freezer.state") ? "THAWED" : "0";
    const UniqueFd fd(::open(link.c_str(), O_WRONLY | O_CLOEXEC));
    if (fd && ::write(fd.get(), word.data(), word.size()) < 0)
        return;
}

int destroyWithCaller(int caller, int init, const std::string& runDirectory) {
    const RunDirectory directory{runDirectory};
    std::array<pollfd, 2> entries{pollfd{caller, POLLIN, 0}, pollfd{init, POLLIN, 0}};
    while (::poll(entries.data(), entries.size(), -1) < 0)
        if (errno != EINTR)
            return 1;
    if (entries[1].revents != 0) // it has ended by itself
        return 0;
    (void)writeFileAtomically(directory.nextAction(), "destroy\n", Durability::volatileState);
    const auto killed = sendSignal(init, SIGKILL);
    thaw(directory);
    return killed ? 0 : 1;
}

} // namespace twinvirt::lxc
