#include "lxc/filesystem_sources.h"

#include "lxc/filesystem_probe.h"
#include "lxc/isolation/host_source.h"
#include "lxc/qcow2_head.h"

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

static Result<std::string> detectInQcow2(const UniqueFd& image, const std::string& path) {
    const UniqueFd head = TRY(readQcow2Head(image, path));
    auto type = TRY(detectFilesystem(head.get()));
    if (type.empty())
        return Error{ErrorCode::configUnsupported,
                     "source '" + path +
                         "' holds no file system (or several); a partition table is none: make it "
                         "with 'virt-make-fs', or with 'mkfs.ext4' on a raw image and 'qemu-img "
                         "convert -O qcow2'"};
    return type;
}

static Error wantsRaw(const std::string& path, const std::string& format) {
    return {ErrorCode::configUnsupported,
            "source '" + path + "' is of format " + format +
                ", which containers do not mount; convert it once: qemu-img convert -O raw '" +
                path + "' '" + path + ".raw'"};
}

static Result<SourceFacts> inspectImage(const Filesystem& filesystem, const std::string& path) {
    const std::string format = filesystem.driverFormat.value_or("raw");
    const UniqueFd image = TRY(openSourceImage(path, filesystem.readOnly));
    if (format == "qcow2") {
        auto type = TRY(detectInQcow2(image, path));
        return SourceFacts{path, SourceFacts::Kind::file, std::move(type)};
    }
    if (format != "raw")
        return wantsRaw(path, format);
    if (isQcow2(image))
        return Error{ErrorCode::configUnsupported,
                     "source '" + path +
                         "' is of format qcow2; write <driver type='nbd' format='qcow2'/>"};
    auto type = TRY(filesystemOf(image, path));
    return SourceFacts{path, SourceFacts::Kind::file, std::move(type)};
}

static Result<SourceFacts> inspectDevice(const std::string& path) {
    TRY(openSourceDevice(path));
    const UniqueFd device(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (!device)
        return systemError("open source '" + path + "'");
    auto type = TRY(filesystemOf(device, path));
    return SourceFacts{path, SourceFacts::Kind::device, std::move(type)};
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
    return SourceFacts{*filesystem.source, SourceFacts::Kind::directory, ""};
}

static Result<SourceFacts> inspectVolume(const Filesystem& filesystem,
                                         const VolumeLookup& volumes) {
    const auto target = TRY(volumes(*filesystem.pool, *filesystem.source));
    switch (target.kind) {
    case VolumeTarget::Kind::block:
        return inspectDevice(target.path);
    case VolumeTarget::Kind::directory:
        TRY(requireDirectory(target.path));
        return SourceFacts{target.path, SourceFacts::Kind::directory, ""};
    case VolumeTarget::Kind::file:
        break;
    }
    return inspectImage(filesystem, target.path);
}

static Result<SourceFacts> inspect(const Filesystem& filesystem, const VolumeLookup& volumes) {
    const std::string source = filesystem.source.value_or("");
    if (filesystem.type == "file")
        return inspectImage(filesystem, source);
    if (filesystem.type == "block")
        return inspectDevice(source);
    if (filesystem.type == "volume")
        return inspectVolume(filesystem, volumes);
    if (filesystem.type == "overlay")
        return inspectOverlay(filesystem);
    if (filesystem.type == "mount" && source != "/")
        TRY(openSource(source));
    return SourceFacts{source, SourceFacts::Kind::directory, ""};
}

Result<std::vector<SourceFacts>> inspectSources(const std::vector<Filesystem>& filesystems,
                                                const VolumeLookup& volumes) {
    std::vector<SourceFacts> all;
    for (const Filesystem& filesystem : filesystems) {
        TRY(planFilesystem(filesystem, {})); // what it needs at all
        auto facts = inspect(filesystem, volumes);
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
