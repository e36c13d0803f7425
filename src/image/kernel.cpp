#include "image/kernel.h"

#include "image/command.h"
#include "util/file_lock.h"
#include "util/process.h"
#include "util/rollback.h"

#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <sstream>

namespace twinvirt {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

static constexpr const char* cloudKernel = "linux-image-cloud-amd64";

KernelImage findKernelBelow(const std::string& root) {
    const std::string prefix = "vmlinuz-";
    KernelImage newest;
    std::error_code ignored;
    for (const auto& entry : fs::directory_iterator(fs::path(root) / "boot", ignored)) {
        const std::string name = entry.path().filename();
        if (!name.starts_with(prefix) || name.ends_with(".old") || !entry.is_regular_file(ignored))
            continue;
        const std::string release = name.substr(prefix.size());
        if (newest.path.empty() || ::strverscmp(release.c_str(), newest.release.c_str()) > 0)
            newest = KernelImage{entry.path(), release,
                                 (fs::path(root) / "lib/modules" / release).string()};
    }
    return newest;
}

/// The package that the cloud kernel's meta package depends on
/// ("linux-image-6.1.0-38-cloud-amd64").
static Result<std::string> resolvePackage() {
    const std::string program = TRY(findProgram("apt-cache", "apt"));
    const auto result = TRY(runProcess(program, {"depends", cloudKernel}, 60s));
    std::istringstream lines(result.output);
    for (std::string line; std::getline(lines, line);) {
        const auto at = line.find("Depends: linux-image-");
        if (at != std::string::npos)
            return line.substr(at + std::strlen("Depends: "));
    }
    return Error{ErrorCode::operationFailed,
                 std::string("apt-cache depends ") + cloudKernel +
                     ": it named no kernel; run 'apt-get update' first, or install a kernel (" +
                     cloudKernel + ") so that /boot has one\n" + result.output + result.errors};
}

static Result<std::string> findDownload(const std::string& directory) {
    for (const auto& entry : fs::directory_iterator(directory))
        if (entry.path().extension() == ".deb")
            return entry.path().string();
    return Error{ErrorCode::operationFailed, "apt-get download: it left no package"};
}

/// Downloads and unpacks into a new directory below the cache, which is then renamed to its final
/// name: an interrupted fetch leaves nothing that looks whole.
static Result<void> fetchInto(const std::string& target, const std::string& cacheDirectory,
                              Progress& progress) {
    std::string work = cacheDirectory + "/fetch-XXXXXX";
    if (::mkdtemp(work.data()) == nullptr)
        return systemError("mkdtemp(" + work + ")");
    Rollback rollback;
    rollback.add([work] {
        std::error_code ignored;
        fs::remove_all(work, ignored);
    });
    const std::string package = TRY(resolvePackage());
    progress.report("downloading " + package, 0.1);
    // apt-get writes into its working directory; as root it would hand the file to user _apt.
    TRY(runCommand("/usr/bin/env",
                   {"-C", work, "apt-get", "-o", "APT::Sandbox::User=root", "download", package},
                   600s, {}));
    const std::string archive = TRY(findDownload(work));
    progress.report("unpacking " + package, 0.7);
    const std::string unpack = TRY(findProgram("dpkg-deb", "dpkg"));
    TRY(runCommand(unpack, {"-x", archive, work + "/root"}, 300s, {}));
    std::error_code error;
    fs::rename(work + "/root", target, error);
    if (error)
        return systemError("rename to '" + target + "'", error.value());
    return {};
}

Result<KernelImage> findOrFetchKernel(const std::string& cacheDirectory, Progress& progress) {
    KernelImage installed = findKernelBelow("/");
    if (!installed.path.empty())
        return installed;
    const std::string context = "fetch a kernel";
    std::error_code error;
    fs::create_directories(cacheDirectory, error);
    if (error)
        return systemError(context + ": mkdir(" + cacheDirectory + ")", error.value());
    // Two runs at once: the second waits and then finds what the first has fetched.
    const auto lock =
        TRY_WITHIN(context, FileLock::acquire(cacheDirectory + "/kernel.lock", 15min));
    const std::string unpacked = cacheDirectory + "/kernel";
    KernelImage cached = findKernelBelow(unpacked);
    if (cached.path.empty()) {
        TRY_WITHIN(context, fetchInto(unpacked, cacheDirectory, progress));
        cached = findKernelBelow(unpacked);
    }
    if (cached.path.empty())
        return Error{ErrorCode::operationFailed,
                     context + ": the package has no boot/vmlinuz-* ('" + unpacked + "')"};
    progress.report("kernel " + cached.release, 1.0);
    return cached;
}

} // namespace twinvirt
