#include "lxc/devices/device_kind.h"
#include "lxc/enter/mount_command.h"
#include "lxc/filesystem_plan.h"
#include "lxc/filesystem_sources.h"
#include "lxc/isolation/image_export.h"
#include "lxc/layers.h"

#include <algorithm>
#include <cerrno>

namespace twinvirt::lxc {

namespace {

/// "/data/" is "/data".
std::string trimmed(std::string target) {
    while (target.size() > 1 && target.back() == '/')
        target.pop_back();
    return target;
}

/// Filesystem and MountSpec alike: a container has one at each place.
template <typename List>
auto findAt(List& list, const std::string& target) {
    return std::ranges::find_if(
        list, [&target](const auto& one) { return trimmed(one.target) == trimmed(target); });
}

Result<void> refuseRoot(const Filesystem& filesystem) {
    if (trimmed(filesystem.target) != "/")
        return {};
    return filesystemError(filesystem, "is the container's root, which neither comes nor goes by "
                                       "itself; change the definition with 'define'");
}

Error notThere(const Filesystem& filesystem) {
    return {ErrorCode::operationFailed,
            "device not found: no filesystem with <target dir='" + filesystem.target + "'/> found"};
}

/// No domain writes into what another shows through an overlay. The spec has to be in place: of
/// two that begin at once, at least one sees the other.
Result<void> guard(LiveChange& change, const Devices& device) {
    const StatePaths& paths = change.context.paths;
    auto definition = change.definition;
    definition.devices.filesystems.push_back(device.filesystems.front());
    const auto entry = layerEntry(paths, definition.name);
    change.rollback.add(
        [paths, name = definition.name, entry] { restoreLayerEntry(paths, name, entry); });
    TRY(recordLayers(paths, definition));
    return guardLayers(paths, change.spec, [&change](const std::string& name) {
        return recordOf(change.context, name).has_value();
    });
}

MountPlace placeOf(const LiveChange& change) {
    return {change.context.install, change.live.state.status, change.spec, change.lock};
}

std::string only(const MountSpec& mount) {
    LaunchSpec spec;
    spec.mounts = {mount};
    return encodeLaunchSpec(spec);
}

Result<void> announceMount(LiveChange& change, const MountSpec& mount) {
    const auto entry = layerEntry(change.context.paths, change.definition.name);
    auto mounts = TRY(mountIds(change.live.state.status));
    return announce(change, {.coming = true,
                             .device = only(mount),
                             .mounts = std::move(mounts),
                             .hasLayers = entry.has_value(),
                             .layers = entry.value_or("")});
}

class FilesystemKind final : public DeviceKind {
  public:
    [[nodiscard]] std::string_view element() const override { return "filesystem"; }

    Result<void> add(Devices& devices, const Devices& device) override {
        const Filesystem& filesystem = device.filesystems.front();
        TRY(refuseRoot(filesystem));
        if (findAt(devices.filesystems, filesystem.target) != devices.filesystems.end())
            return Error{ErrorCode::operationFailed,
                         "operation failed: the domain has a filesystem with <target dir='" +
                             filesystem.target + "'/> already"};
        devices.filesystems.push_back(filesystem);
        return {};
    }

    Result<void> remove(Devices& devices, const Devices& device) override {
        const Filesystem& filesystem = device.filesystems.front();
        TRY(refuseRoot(filesystem));
        const auto found = findAt(devices.filesystems, filesystem.target);
        if (found == devices.filesystems.end())
            return notThere(filesystem);
        devices.filesystems.erase(found);
        return {};
    }

    Result<void> update(Devices& /*devices*/, const Devices& device) override {
        return filesystemError(device.filesystems.front(),
                               "cannot be changed in place; use 'detach-device' and "
                               "'attach-device'");
    }

    Result<void> attachLive(LiveChange& change, const Devices& device) override {
        const auto facts =
            TRY(inspectSources(device.filesystems, [&change](const auto& pool, const auto& volume) {
                return change.context.volumeTarget(pool, volume);
            }));
        change.spec.mounts.push_back(
            TRY(planFilesystem(device.filesystems.front(), facts.front())));
        nameExports(change.spec);
        const auto mount = change.spec.mounts.back();
        const auto place = placeOf(change);
        TRY(announceMount(change, mount));
        TRY(writeSpec(change));
        TRY(guard(change, device));
        TRY(mountLive(place, mount));
        change.rollback.add([place, mount] { (void)unmountLive(place, mount); });
        return {};
    }

    Result<void> detachLive(LiveChange& change, const Devices& device) override {
        const Filesystem& filesystem = device.filesystems.front();
        const auto found = findAt(change.spec.mounts, filesystem.target);
        if (found == change.spec.mounts.end())
            return notThere(filesystem);
        const MountSpec mount = *found;
        change.last = [place = placeOf(change), mount] { return unmountLive(place, mount); };
        change.spec.mounts.erase(found);
        return announce(change, {.coming = false, .device = only(mount)});
    }

    Result<void> updateLive(LiveChange& /*change*/, const Devices& /*device*/) override {
        return {}; // update() has refused it
    }

    /// What somebody else has mounted at its target meanwhile stays.
    Result<void> takeAway(const Removal& removal, const LaunchSpec& device) override {
        const auto& status = removal.live.state.status;
        const MountSpec& mount = device.mounts.front();
        auto taken = unmountLive({removal.install, status, removal.without, removal.lock}, mount,
                                 removal.mounts);
        if (taken || taken.error().errnum != ENOENT)
            return taken;
        if (!mount.exported.empty()) // it came as far as that, or the mount alone went
            endImageExport(mount.exported);
        return {};
    }
};

} // namespace

std::unique_ptr<DeviceKind> makeFilesystemKind() {
    return std::make_unique<FilesystemKind>();
}

} // namespace twinvirt::lxc
