#include "lxc/clone_storage.h"

#include "util/atomic_file.h"

#include <sys/stat.h>

#include <cerrno>
#include <filesystem>
#include <unistd.h>

namespace twinvirt::lxc {

namespace fs = std::filesystem;

namespace {

constexpr const char* ownerFile = "/owner";
/// Stands in the directory of a clone until its definition does: with it the directory is what a
/// clone that was killed left, without it somebody's data.
constexpr const char* unfinished = "/unfinished";

std::string ownerOf(const std::string& directory) {
    return readFile(directory + ownerFile, 64).value_or("");
}

Error isThere(const DomainStore& store, const std::string& directory) {
    const auto uuid = Uuid::parse(ownerOf(directory));
    const auto owner = uuid ? store.findByUuid(*uuid) : std::optional<DefinitionHead>();
    if (owner && *owner)
        return {ErrorCode::operationFailed, "'" + directory + "' is the storage of domain '" +
                                                (*owner)->name + "'; choose another name"};
    return {ErrorCode::operationFailed,
            "'" + directory +
                "' is there already, of an earlier domain; move it away, or remove it"};
}

} // namespace

Result<void> makeCloneDirectory(const StatePaths& paths, const DomainStore& store,
                                const std::string& directory, const Uuid& owner) {
    std::error_code error;
    fs::create_directories(paths.clones(), error);
    if (error)
        return systemError("make directory '" + paths.clones() + "'", error.value());
    if (fs::exists(directory + unfinished, error))
        fs::remove_all(directory, error);
    if (::mkdir(directory.c_str(), 0711) != 0)
        return errno == EEXIST ? isThere(store, directory)
                               : systemError("make directory '" + directory + "'");
    TRY(writeFileAtomically(directory + unfinished, "", Durability::volatileState));
    return writeFileAtomically(directory + ownerFile, owner.toString(), Durability::volatileState);
}

void finishCloneDirectory(const std::string& directory) {
    ::unlink((directory + unfinished).c_str());
}

std::optional<std::string> cloneDirectoryOf(const StatePaths& paths, const std::string& path,
                                            const Uuid& owner) {
    const std::string parent = paths.clones() + "/";
    const auto end = path.find('/', parent.size());
    if (!path.starts_with(parent) || end == std::string::npos)
        return std::nullopt;
    const std::string directory = path.substr(0, end);
    return ownerOf(directory) == owner.toString() ? std::optional(directory) : std::nullopt;
}

} // namespace twinvirt::lxc
