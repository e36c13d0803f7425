#include "image/boot_files.h"

#include "image/initramfs.h"
#include "image/kernel.h"
#include "image/kernel_modules.h"

#include <filesystem>

namespace twinvirt {

namespace fs = std::filesystem;

static Result<void> copyWhole(const std::string& from, const std::string& to) {
    const std::string temporary = to + ".new";
    std::error_code error;
    fs::copy_file(from, temporary, fs::copy_options::overwrite_existing, error);
    if (!error)
        fs::rename(temporary, to, error);
    if (!error)
        return {};
    std::error_code ignored;
    fs::remove(temporary, ignored);
    return systemError("copy '" + from + "' to '" + to + "'", error.value());
}

Result<BootFiles> writeBootFiles(const std::string& tree, const std::string& directory,
                                 const std::string& cacheDirectory, Progress& progress) {
    std::error_code error;
    fs::create_directories(directory, error);
    if (error)
        return systemError("make directory '" + directory + "'", error.value());
    const KernelImage kernel = TRY(findOrFetchKernel(cacheDirectory, progress));
    const auto modules = TRY(bootModules(kernel, powerButtonModules()));
    BootFiles files{directory + "/vmlinuz", directory + "/initramfs.gz"};
    progress.report("writing " + files.initramfs, -1);
    TRY(writeInitramfs(tree, files.initramfs, modules));
    TRY(copyWhole(kernel.path, files.kernel));
    return files;
}

} // namespace twinvirt
