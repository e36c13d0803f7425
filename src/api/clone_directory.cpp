#include "api/clone_directory.h"

#include "util/atomic_file.h"

#include <sys/stat.h>

#include <cerrno>
#include <filesystem>
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

std::optional<std::string> cloneDirectoryOf(const std::string& parent, const std::string& path,
                                            const Uuid& owner) {
    const std::string start = parent + "/";
    const auto end = path.find('/', start.size());
    if (!path.starts_with(start) || end == std::string::npos)
        return std::nullopt;
    const std::string directory = path.substr(0, end);
    return ownerOf(directory) == owner.toString() ? std::optional(directory) : std::nullopt;
}

} // namespace twinvirt
