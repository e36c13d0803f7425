#include "image/tree_directory.h"

#include "util/atomic_file.h"

#include <sys/stat.h>

#include <cstdio>
#include <filesystem>
#include <ftw.h>

namespace twinvirt {

namespace fs = std::filesystem;

static int removeEntry(const char* path, const struct stat*, int, FTW*) {
    std::remove(path); // best effort: what is busy stays and is seen
    return 0;
}

static void removeBelow(const std::string& directory) {
    std::error_code ignored;
    for (const auto& entry : fs::directory_iterator(directory, ignored))
        ::nftw(entry.path().c_str(), removeEntry, 32, FTW_DEPTH | FTW_PHYS | FTW_MOUNT);
}

Result<void> prepareTreeDirectory(const std::string& directory, Rollback& rollback) {
    const std::string operation = "create tree '" + directory + "'";
    std::error_code error;
    const bool made = fs::create_directories(directory, error);
    if (error)
        return systemError(operation + ": mkdir", error.value());
    if (!made && !fs::is_empty(directory, error)) {
        if (error)
            return systemError(operation + ": open", error.value());
        return Error{ErrorCode::operationInvalid,
                     operation + ": the directory is not empty; name a new one"};
    }
    ::chmod(directory.c_str(), 0755); // whatever the umask: init may run as another user
    rollback.add([directory, made] {
        removeBelow(directory);
        if (made)
            std::remove(directory.c_str());
    });
    return {};
}

Result<void> makeTreeDirectory(const std::string& path, unsigned mode) {
    std::error_code error;
    fs::create_directories(path, error);
    if (error)
        return systemError("mkdir(" + path + ")", error.value());
    if (::chmod(path.c_str(), mode) != 0)
        return systemError("chmod(" + path + ")");
    return {};
}

Result<void> writeTreeFile(const std::string& path, std::string_view content, unsigned mode) {
    std::error_code error;
    fs::create_directories(fs::path(path).parent_path(), error);
    if (error)
        return systemError("mkdir above '" + path + "'", error.value());
    TRY(writeFileAtomically(path, content, Durability::volatileState, mode));
    if (::chmod(path.c_str(), mode) != 0)
        return systemError("chmod(" + path + ")");
    return {};
}

} // namespace twinvirt
