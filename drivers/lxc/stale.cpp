#include "lxc/stale.h"

#include "lxc/domain_lock.h"

#include <filesystem>
#include <set>
#include <string_view>
#include <unistd.h>

namespace twinvirt::lxc {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view lockEnding = ".lock";
constexpr std::string_view endings[]{lockEnding, ".ended", ".console"};

bool exists(const std::string& path) {
    return ::access(path.c_str(), F_OK) == 0;
}

/// Of the domain whose files are called `stem`: is nothing there that they could belong to?
bool isGone(const StatePaths& paths, const std::string& stem) {
    return !exists(paths.definitions() + "/" + stem + ".xml") && !exists(paths.run() + "/" + stem);
}

bool hasStaleFile(const StatePaths& paths, const std::string& stem) {
    const std::string path = paths.run() + "/" + stem;
    for (const auto ending : endings)
        if (exists(path + std::string(ending)) && (ending == lockEnding || isGone(paths, stem)))
            return true;
    return false;
}

void removeOf(const StatePaths& paths, const std::string& stem) {
    if (!hasStaleFile(paths, stem))
        return;
    const std::string path = paths.run() + "/" + stem;
    const auto lock = DomainLock::tryAcquireFile(path + std::string(lockEnding));
    if (!lock || !isGone(paths, stem)) // the lock's own file goes with it
        return;
    for (const auto ending : endings)
        if (ending != lockEnding)
            ::unlink((path + std::string(ending)).c_str());
}

/// "web" of "web.new-812-3", which writeFileAtomically makes; else the whole.
std::string writtenName(const std::string& fileName) {
    const auto at = fileName.rfind(".new-");
    const bool numbers = at != std::string::npos &&
                         fileName.find_first_not_of("0123456789-", at + 5) == std::string::npos;
    return numbers ? fileName.substr(0, at) : fileName;
}

/// Entries of layers.h, which are written under their domain's lock and before its definition. A
/// domain may itself be called "web.new-812-3".
void removeLayerEntry(const StatePaths& paths, const std::string& fileName) {
    if (!isGone(paths, fileName))
        return;
    const auto lockOf = [&paths](const std::string& stem) {
        return DomainLock::tryAcquireFile(paths.run() + "/" + stem + std::string(lockEnding));
    };
    const std::string written = writtenName(fileName);
    const auto lock = lockOf(fileName);
    const bool free = lock && (written == fileName || lockOf(written));
    if (free && isGone(paths, fileName))
        ::unlink((paths.layers() + "/" + fileName).c_str());
}

/// "web" of "web.ended"; empty when it is none of these files.
std::string stemOf(const std::string& fileName) {
    for (const auto ending : endings)
        if (fileName.ends_with(ending))
            return fileName.substr(0, fileName.size() - ending.size());
    return {};
}

} // namespace

void removeStaleFiles(const StatePaths& paths) {
    std::set<std::string> stems;
    std::error_code error;
    for (fs::directory_iterator entry(paths.run(), error), end; !error && entry != end;
         entry.increment(error))
        if (auto stem = stemOf(entry->path().filename().string()); !stem.empty())
            stems.insert(std::move(stem));
    for (const auto& stem : stems)
        removeOf(paths, stem);
    for (const auto& entry : fs::directory_iterator(paths.layers(), error))
        removeLayerEntry(paths, entry.path().filename());
}

void removeStaleFiles(const StatePaths& paths, const std::string& name) {
    removeOf(paths, domainFileName(name));
}

} // namespace twinvirt::lxc
