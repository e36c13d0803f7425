#include "util/install_paths.h"

#include <filesystem>

namespace twinvirt {

InstallPaths InstallPaths::fromBin(const std::string& binDirectory) {
    const std::filesystem::path bin(binDirectory);
    const auto at = [&bin](const char* relative) {
        return (bin / relative).lexically_normal().string();
    };
    return {at(TWINVIRT_LIBEXECDIR_FROM_BIN), at(TWINVIRT_MODULEDIR_FROM_BIN),
            at(TWINVIRT_DATADIR_FROM_BIN)};
}

InstallPaths InstallPaths::ofThisProgram() {
    std::error_code error;
    const auto program = std::filesystem::read_symlink("/proc/self/exe", error);
    return fromBin(program.parent_path().string());
}

} // namespace twinvirt
