#include "lxc/devices/interrupted_change.h"

#include "lxc/devices/device_intent.h"
#include "lxc/devices/device_kind.h"
#include "lxc/layers.h"
#include "lxc/network/link_list_file.h"
#include "util/atomic_file.h"
#include "xml/domain_xml.h"

#include <cerrno>
#include <filesystem>
#include <unistd.h>

namespace twinvirt::lxc {

namespace {

/// What writers of this file that were killed left beside it (writeFileAtomically).
void removeTemporaries(const std::string& path) {
    namespace fs = std::filesystem;
    std::error_code error;
    for (fs::directory_iterator entry(fs::path(path).parent_path(), error), end;
         !error && entry != end; entry.increment(error))
        if (entry->path().string().starts_with(path + ".new-"))
            ::unlink(entry->path().c_str());
}

Result<void> writeIfOther(const std::string& path, const std::string& text) {
    if (readFile(path).value_or("") == text)
        return {};
    return writeFileAtomically(path, text, Durability::volatileState);
}

/// The persistent definition too, unless somebody has defined another one since.
Result<void> restoreDefinition(DriverContext& context, const std::string& name,
                               const DeviceIntent& intent, const std::string& wanted) {
    if (wanted.empty() || !context.store.contains(name))
        return {};
    const auto stored = TRY(context.store.load(name));
    const auto text = formatDomainDefinition(stored);
    const bool changed = text == intent.with.definition || text == intent.without.definition;
    if (!changed || text == wanted)
        return {};
    return context.store.save(TRY(readDomainDefinition({context.store.fileOf(name), wanted})));
}

Result<void> restoreFiles(DriverContext& context, const std::string& name,
                          const RunDirectory& directory, const DeviceIntent& intent,
                          const DeviceFiles& files) {
    TRY(writeIfOther(directory.liveXml(), files.liveXml));
    if (readLinkNames(directory) != files.linkNames)
        TRY(writeLinkNames(directory, files.linkNames));
    TRY(restoreDefinition(context, name, intent, files.definition));
    return writeIfOther(directory.launchSpec(), files.spec);
}

/// False when a process inside holds the device.
Result<bool> takeAway(DriverContext& context, const LiveDomain& live, const DeviceIntent& intent,
                      const DomainLock& lock) {
    auto* kind = TRY(findDeviceKind(intent.element));
    const auto device = TRY(decodeLaunchSpec(intent.device));
    const auto without = TRY(decodeLaunchSpec(intent.without.spec));
    const auto taken =
        kind->takeAway({context.install, live, intent.mounts, without, lock.fd()}, device);
    if (!taken && taken.error().errnum == EBUSY)
        return false;
    TRY(taken);
    return true;
}

} // namespace

Result<void> finishInterruptedChange(DriverContext& context, const std::string& name,
                                     const DomainLock& lock) {
    LiveDomain live{context.paths.runDirectory(name), {}};
    const auto& directory = live.directory;
    const auto intent = readDeviceIntent(directory);
    if (!intent && intent.error().errnum == ENOENT)
        return {};
    TRY(intent);
    live.state = TRY(readRuntimeState(directory));
    if (live.state.phase != RuntimeState::Phase::running)
        return {}; // it goes with the run directory
    const bool gone = TRY(takeAway(context, live, *intent, lock));
    TRY(restoreFiles(context, name, directory, *intent, gone ? intent->without : intent->with));
    if (gone && intent->coming)
        restoreLayerEntry(context.paths, name,
                          intent->hasLayers ? std::optional(intent->layers) : std::nullopt);
    removeTemporaries(layerFile(context.paths, name));
    for (const auto& path : {directory.liveXml(), directory.launchSpec(), directory.deviceIntent()})
        removeTemporaries(path);
    removeDeviceIntent(directory);
    return {};
}

void finishInterruptedChange(DriverContext& context, const std::string& name) {
    if (::access(context.paths.runDirectory(name).deviceIntent().c_str(), F_OK) != 0)
        return;
    if (const auto lock = DomainLock::tryAcquire(context.paths, name))
        (void)finishInterruptedChange(context, name, *lock);
}

} // namespace twinvirt::lxc
