#include "api/clone_directory.h"

#include "util/atomic_file.h"

#include <sys/stat.h>

#include <cerrno>
#include <filesystem>
#include <set>
#include <unistd.h>

namespace twinvirt {

namespace fs = std::filesystem;

namespace {

constexpr const char* ownerFile = "/owner";
/// Stands in the directory of a clone until its definition does: with it the directory is what a
/// clone that was killed left, without it somebody's data.
constexpr const char* unfinished = "/unfinished";

std::string ownerOf(const std::string& directory) {
    return readFile(directory + ownerFile, 64).value_or("");
}

std::optional<std::string> nameOfOwner(const std::string& directory, const OwnerName& nameOf) {
    const auto uuid = Uuid::parse(ownerOf(directory));
    return uuid ? nameOf(*uuid) : std::nullopt;
}

Error isThere(const std::string& directory, const OwnerName& nameOf) {
    if (const auto owner = nameOfOwner(directory, nameOf))
        return {ErrorCode::operationFailed, "'" + directory + "' is the storage of domain '" +
                                                *owner + "'; choose another name"};
    return {ErrorCode::operationFailed,
            "'" + directory +
                "' is there already, of an earlier domain; move it away, or remove it"};
}

/// The directory below `parent` that `path` is in, if it was made for the domain of this UUID.
std::optional<std::string> cloneDirectoryOf(const std::string& parent, const std::string& path,
                                            const Uuid& owner) {
    const std::string start = parent + "/";
    const auto end = path.find('/', start.size());
    if (!path.starts_with(start) || end == std::string::npos)
        return std::nullopt;
    const std::string directory = path.substr(0, end);
    return ownerOf(directory) == owner.toString() ? std::optional(directory) : std::nullopt;
}

Result<void> removeDirectory(const std::string& directory) {
    std::error_code error;
    fs::remove_all(directory, error);
    if (error)
        return systemError("remove '" + directory + "'", error.value());
    return {};
}

} // namespace

Result<void> makeCloneDirectory(const std::string& directory, const Uuid& owner,
                                const OwnerName& nameOf) {
    const std::string parent = fs::path(directory).parent_path();
    std::error_code error;
    fs::create_directories(parent, error);
    if (error)
        return systemError("make directory '" + parent + "'", error.value());
    if (fs::exists(directory + unfinished, error))
        fs::remove_all(directory, error);
    if (::mkdir(directory.c_str(), 0711) != 0)
        return errno == EEXIST ? isThere(directory, nameOf)
                               : systemError("make directory '" + directory + "'");
    TRY(writeFileAtomically(directory + unfinished, "", Durability::volatileState));
    return writeFileAtomically(directory + ownerFile, owner.toString(), Durability::volatileState);
}

void finishCloneDirectory(const std::string& directory) {
    ::unlink((directory + unfinished).c_str());
}

Result<RemovedStorage> removeCloneStorage(const std::string& parent,
                                          const std::vector<std::string>& sources,
                                          const Uuid& owner) {
    RemovedStorage storage;
    std::set<std::string> own;
    for (const std::string& source : sources)
        if (auto directory = cloneDirectoryOf(parent, source, owner))
            own.insert(std::move(*directory));
        else
            storage.kept.push_back(source);
    for (const std::string& directory : own) {
        TRY(removeDirectory(directory));
        storage.removed.push_back(directory);
    }
    return storage;
}

Result<std::vector<std::string>>
removeAbandonedClones(const std::string& parent,
                      const std::function<bool(const std::string& name)>& isOurs,
                      const OwnerName& nameOf) {
    std::vector<std::string> removed;
    std::error_code error; // no parent: no clone was ever made
    for (const auto& entry : fs::directory_iterator(parent, error)) {
        const std::string directory = entry.path();
        if (!isOurs(entry.path().filename()) || nameOfOwner(directory, nameOf))
            continue;
        TRY(removeDirectory(directory));
        removed.push_back(directory);
    }
    return removed;
}

} // namespace twinvirt
