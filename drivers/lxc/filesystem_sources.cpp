#include "lxc/filesystem_sources.h"

#include "lxc/filesystem_probe.h"
#include "lxc/isolation/host_source.h"

#include <sys/stat.h>

#include <fcntl.h>

namespace twinvirt::lxc {

static Result<std::string> filesystemOf(const UniqueFd& content, const std::string& path) {
    auto type = TRY(detectFilesystem(content.get()));
    if (type.empty())
        return Error{ErrorCode::configUnsupported,
                     "source '" + path +
                         "' holds no file system (or several); make one with 'mkfs.ext4 " + path +
                         "'"};
    return type;
}

static bool isQcow(const UniqueFd& image) {
    char magic[4] = {};
    return ::pread(image.get(), magic, sizeof magic, 0) == sizeof magic &&
           std::string(magic, sizeof magic) == "QFI\xfb";
}

static Error wantsRaw(const std::string& path, const std::string& format) {
    return {ErrorCode::configUnsupported,
            "source '" + path + "' is of format " + format +
                ", which needs network block devices (nbd), and containers mount raw images only; "
                "convert it once: qemu-img convert -O raw '" +
                path + "' '" + path +
                ".raw', and write <driver type='loop' format='raw'/> with "
                "that file"};
}

static Result<SourceFacts> inspectImage(const Filesystem& filesystem, const std::string& path) {
    const std::string format = filesystem.driverFormat.value_or("raw");
    if (format != "raw")
        return wantsRaw(path, format);
    const UniqueFd image = TRY(openSourceImage(path, filesystem.readOnly));
    if (isQcow(image))
        return wantsRaw(path, "qcow2");
    return SourceFacts{path, false, TRY(filesystemOf(image, path))};
}

static Result<SourceFacts> inspectDevice(const std::string& path) {
    TRY(openSourceDevice(path));
    const UniqueFd device(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (!device)
        return systemError("open source '" + path + "'");
    return SourceFacts{path, true, TRY(filesystemOf(device, path))};
}

static Result<void> requireDirectory(const std::string& path) {
    const UniqueFd fd = TRY(openSource(path));
    struct stat info {};
    if (::fstat(fd.get(), &info) != 0 || !S_ISDIR(info.st_mode))
        return Error{ErrorCode::configUnsupported, "source '" + path + "' is no directory"};
    return {};
}

static Result<SourceFacts> inspectOverlay(const Filesystem& filesystem) {
    std::vector<std::string> layers = filesystem.overlay->lowerDirs;
    layers.insert(layers.begin(), filesystem.source.value_or(""));
    for (const std::string& directory : {filesystem.overlay->upperDir, filesystem.overlay->workDir})
        layers.push_back(directory);
    for (const std::string& layer : layers)
        TRY(requireDirectory(layer));
    return SourceFacts{*filesystem.source, false, ""};
}

static Result<SourceFacts> inspect(const Filesystem& filesystem) {
    const std::string source = filesystem.source.value_or("");
    if (filesystem.type == "file")
        return inspectImage(filesystem, source);
    if (filesystem.type == "block")
        return inspectDevice(source);
    if (filesystem.type == "overlay")
        return inspectOverlay(filesystem);
    if (filesystem.type == "mount" && source != "/")
        TRY(openSource(source));
    return SourceFacts{source, false, ""};
}

Result<std::vector<SourceFacts>> inspectSources(const std::vector<Filesystem>& filesystems) {
    std::vector<SourceFacts> all;
    for (const Filesystem& filesystem : filesystems) {
        TRY(planFilesystem(filesystem, {})); // what it needs at all
        auto facts = inspect(filesystem);
        if (!facts) {
            Error error = filesystemError(filesystem, facts.error().message);
            error.errnum = facts.error().errnum;
            return error;
        }
        all.push_back(std::move(facts).value());
    }
    return all;
}

} // namespace twinvirt::lxc
