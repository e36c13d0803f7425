#include "lxc/devices/device_kind.h"

namespace twinvirt::lxc {

static std::vector<std::unique_ptr<DeviceKind>> makeKinds() {
    std::vector<std::unique_ptr<DeviceKind>> kinds;
    kinds.push_back(makeFilesystemKind());
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

} // namespace twinvirt::lxc
