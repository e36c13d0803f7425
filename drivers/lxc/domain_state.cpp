#include "lxc/domain_state.h"

#include "lxc/freezer.h"
#include "util/atomic_file.h"
#include "util/file_lock.h"
#include "util/unique_fd.h"

#include <sys/stat.h>

#include <array>
#include <cerrno>
#include <fcntl.h>
#include <filesystem>
#include <string_view>
#include <unistd.h>
#include <utility>

namespace twinvirt::lxc {

namespace fs = std::filesystem;

std::string freezerLink(const RunDirectory& directory) {
    return directory.path + "/freezer";
}
std::string resumedMark(const RunDirectory& directory) {
    return directory.path + "/resumed";
}

Result<RuntimeState> readRuntimeState(const RunDirectory& directory) {
    using Phase = RuntimeState::Phase;
    RuntimeState state;
    const bool alive = TRY(FileLock::isHeld(directory.alive()));
    if (!alive) {
        const bool exists = ::access(directory.path.c_str(), F_OK) == 0;
        state.phase = exists ? Phase::dead : Phase::absent;
        return state;
    }
    const auto text = readFile(directory.status());
    if (!text) {
        if (text.error().errnum != ENOENT)
            return text.error();
        state.phase = Phase::starting;
        return state;
    }
    state.status = TRY_WITHIN(directory.status(), decodeStatus(*text));
    state.phase = Phase::running;
    state.frozen = isFrozen(freezerLink(directory)).value_or(false);
    state.wasResumed = ::access(resumedMark(directory).c_str(), F_OK) == 0;
    return state;
}

Result<std::vector<std::string>> runDirectoryNames(const StatePaths& paths) {
    std::vector<std::string> names;
    std::error_code error;
    for (fs::directory_iterator entry(paths.run(), error), end; !error && entry != end;
         entry.increment(error)) {
        std::error_code ignored;
        if (entry->is_directory(ignored))
            names.push_back(entry->path().filename().string());
    }
    if (error && error.value() != ENOENT)
        return systemError("list '" + paths.run() + "'", error.value());
    return names;
}

/// The supervisor's words and the two that reconcile adds.
static constexpr std::array<std::pair<std::string_view, int>, 7> reasonNames{
    {{"exit", reason::shutoffShutdown},
     {"poweroff", reason::shutoffShutdown},
     {"reboot", reason::shutoffShutdown},
     {"signal", reason::shutoffCrashed},
     {"destroyed", reason::shutoffDestroyed},
     {"crashed", reason::shutoffCrashed},
     {"failed", reason::shutoffFailed}}};

int readLastReason(const StatePaths& paths, const std::string& name) {
    const auto text = readFile(paths.runDirectory(name).lastEnd(), 64);
    if (!text)
        return reason::unknown;
    for (const auto& known : reasonNames)
        if (text->starts_with(known.first))
            return known.second;
    return reason::unknown;
}

std::set<std::string> lastEnds(const StatePaths& paths) {
    const auto ending = RunDirectory{}.lastEnd();
    std::set<std::string> files;
    std::error_code error;
    for (fs::directory_iterator entry(paths.run(), error), end; !error && entry != end;
         entry.increment(error))
        if (auto name = entry->path().filename().string(); name.ends_with(ending))
            files.insert(paths.run() + "/" + name);
    return files;
}

Result<void> writeLastReason(const StatePaths& paths, const std::string& name, int reason) {
    std::string word;
    for (const auto& known : reasonNames)
        if (known.second == reason)
            word = known.first; // the last of them: the plain word
    if (word.empty())
        return {};
    // In place, under the domain's lock: killed in between it leaves an empty file (no reason),
    // where a temporary file would stay for good beside the directory that is gone.
    const std::string path = paths.runDirectory(name).lastEnd();
    const UniqueFd fd(::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
    if (!fd || ::write(fd.get(), word.data(), word.size()) != static_cast<ssize_t>(word.size()))
        return systemError("write '" + path + "'");
    return {};
}

void forgetLastRun(const StatePaths& paths, const std::string& name) {
    const auto directory = paths.runDirectory(name);
    ::unlink(directory.lastEnd().c_str());
    ::unlink(directory.lastConsole().c_str());
}

} // namespace twinvirt::lxc
