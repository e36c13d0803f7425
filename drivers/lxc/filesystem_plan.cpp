#include "lxc/filesystem_plan.h"

#include <set>

namespace twinvirt::lxc {

/// /proc/self/fd/N of each layer has to fit into the 255 bytes that fsconfig(2) takes.
static constexpr std::size_t mostLayers = 12;

Error filesystemError(const Filesystem& filesystem, const std::string& reason) {
    const std::string line =
        filesystem.line > 0 ? " at line " + std::to_string(filesystem.line) : "";
    return {ErrorCode::configUnsupported,
            "<filesystem type='" + filesystem.type + "'>" + line + ": " + reason};
}

static Result<MountSpec> planRam(const Filesystem& filesystem, MountSpec mount) {
    mount.kind = MountSpec::Kind::tmpfs;
    mount.sizeBytes = filesystem.ramUsageKib.value_or(0) * 1024;
    if (mount.sizeBytes == 0)
        return filesystemError(filesystem,
                               "has no size; write <source usage='65536' units='KiB'/>");
    return mount;
}

static Result<MountSpec> planOverlay(const Filesystem& filesystem, MountSpec mount) {
    mount.kind = MountSpec::Kind::overlay;
    if (!filesystem.overlay || filesystem.overlay->upperDir.empty() ||
        filesystem.overlay->workDir.empty())
        return filesystemError(filesystem, "needs <source dir='/base' upperdir='/changes' "
                                           "workdir='/work'/>");
    mount.upper = filesystem.overlay->upperDir;
    mount.work = filesystem.overlay->workDir;
    mount.lowers = filesystem.overlay->lowerDirs;
    if (mount.lowers.size() + 1 > mostLayers)
        return filesystemError(filesystem, "has more than " + std::to_string(mostLayers) +
                                               " layers; 'clone' without --snapshot makes one");
    return mount;
}

static std::string neededSource(const std::string& type) {
    if (type == "bind")
        return "a directory of the container; write <source dir='/a/path'/>";
    if (type == "file")
        return "an image file; write <source file='/a/path.img'/>";
    if (type == "block")
        return "a block device of the host; write <source dev='/dev/…'/>";
    if (type == "volume")
        return "a volume; write <source pool='default' volume='a.img'/>";
    return "a directory of the host; write <source dir='/a/path'/>";
}

Result<MountSpec> planFilesystem(const Filesystem& filesystem, const SourceFacts& facts) {
    MountSpec mount;
    mount.target = filesystem.target;
    mount.readOnly = filesystem.readOnly;
    if (!filesystem.target.starts_with('/'))
        return filesystemError(filesystem, "<target dir='" + filesystem.target +
                                               "'/> is no absolute path of the container");
    const std::string& type = filesystem.type;
    if (type == "ram")
        return planRam(filesystem, mount);
    const bool volume = type == "volume";
    if (!filesystem.source || filesystem.source->empty() ||
        (!volume && !filesystem.source->starts_with('/')) || (volume && !filesystem.pool))
        return filesystemError(filesystem, "needs " + neededSource(type));
    mount.source = facts.path.empty() ? *filesystem.source : facts.path;
    mount.filesystem = facts.filesystem;
    if (type == "overlay")
        return planOverlay(filesystem, mount);
    if (type == "bind")
        mount.kind = MountSpec::Kind::inner;
    else if (type == "block" || (volume && facts.kind == SourceFacts::Kind::device))
        mount.kind = MountSpec::Kind::device;
    else if (type == "file" || (volume && facts.kind == SourceFacts::Kind::file))
        mount.kind = MountSpec::Kind::image;
    if (type == "file" && filesystem.driverFormat.value_or("raw") != "raw")
        mount.format = *filesystem.driverFormat;
    return mount;
}

void nameExports(LaunchSpec& spec) {
    std::set<std::string> taken{spec.root.exported};
    for (const MountSpec& mount : spec.mounts)
        taken.insert(mount.exported);
    for (const NodeSpec& node : spec.nodes)
        taken.insert(node.exported);
    unsigned number = 0;
    const auto name = [&](auto& image) {
        while (!image.format.empty() && image.exported.empty()) {
            auto file = spec.runDirectory + "/image." + std::to_string(number++);
            if (taken.insert(file).second)
                image.exported = std::move(file);
        }
    };
    name(spec.root);
    for (MountSpec& mount : spec.mounts)
        name(mount);
    for (NodeSpec& node : spec.nodes)
        name(node);
}

Result<FilesystemPlan> planFilesystems(const std::vector<Filesystem>& filesystems,
                                       const std::vector<SourceFacts>& facts) {
    FilesystemPlan plan;
    bool rooted = false;
    for (std::size_t i = 0; i < filesystems.size(); ++i) {
        const Filesystem& filesystem = filesystems[i];
        auto mount = TRY(planFilesystem(filesystem, i < facts.size() ? facts[i] : SourceFacts{}));
        if (filesystem.target != "/") {
            plan.mounts.push_back(std::move(mount));
            continue;
        }
        if (rooted)
            return filesystemError(filesystem, "is the second one with <target dir='/'/>");
        if (mount.kind == MountSpec::Kind::tmpfs || mount.kind == MountSpec::Kind::inner)
            return filesystemError(filesystem, "cannot be the root, which has to hold a system; "
                                               "use type='mount', 'file' or 'block'");
        rooted = true;
        // The root of the host under its own name is the shared root, as libvirt prints it.
        if (mount.kind != MountSpec::Kind::bind || mount.source != "/")
            plan.root = std::move(mount);
    }
    return plan;
}

} // namespace twinvirt::lxc
