#include "lxc/devices/device_kind.h"
#include "util/atomic_file.h"

namespace twinvirt::lxc {

static std::vector<std::unique_ptr<DeviceKind>> makeKinds() {
    std::vector<std::unique_ptr<DeviceKind>> kinds;
    kinds.push_back(makeDiskKind());
    kinds.push_back(makeFilesystemKind());
    kinds.push_back(makeHostDeviceKind());
    kinds.push_back(makeInterfaceKind());
    return kinds;
}

Result<DeviceKind*> findDeviceKind(const std::string& element) {
    static const auto kinds = makeKinds();
    std::string known;
    for (const auto& kind : kinds) {
        if (kind->element() == element)
            return kind.get();
        known += (known.empty() ? "<" : ", <") + std::string(kind->element()) + ">";
    }
    return Error{ErrorCode::configUnsupported,
                 "<" + element + "> cannot be changed by itself in a container, only " + known +
                     "; change the definition with 'define' and start the domain again"};
}

Result<void> replaceFile(const std::string& path, const std::string& text, Rollback& rollback) {
    const auto before = TRY(readFile(path));
    TRY(writeFileAtomically(path, text, Durability::volatileState));
    rollback.add([=] { (void)writeFileAtomically(path, before, Durability::volatileState); });
    return {};
}

Result<void> announce(LiveChange& change, DeviceIntent intent) {
    const RunDirectory& directory = change.live.directory;
    change.after.spec = encodeLaunchSpec(change.spec);
    intent.element = change.element;
    intent.with = intent.coming ? change.after : change.before;
    intent.without = intent.coming ? change.before : change.after;
    TRY(writeDeviceIntent(directory, intent));
    change.rollback.add([directory] { removeDeviceIntent(directory); });
    return {};
}

Result<void> writeSpec(LiveChange& change) {
    return replaceFile(change.live.directory.launchSpec(), encodeLaunchSpec(change.spec),
                       change.rollback);
}

} // namespace twinvirt::lxc
