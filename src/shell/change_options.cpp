#include "shell/change_options.h"

#include <array>

namespace twinvirt {

Result<ChangeScope> changeScope(const ParsedCommand& command, const Domain& domain) {
    for (const char* other : {"persistent", "live", "config"}) {
        const std::array<std::string_view, 2> exclusive{other, "current"};
        TRY(requireAtMostOne(command, exclusive));
    }
    ChangeScope scope{.live = command.has("live"), .config = command.has("config")};
    if (command.has("persistent")) {
        scope.config = true;
        scope.live = scope.live || domain.record.id.has_value();
    }
    return scope;
}

Result<void> changeDevices(const Domain& domain,
                           Result<void> (DeviceChanges::*verb)(const DomainIdentity&,
                                                               const DeviceDocument&, ChangeScope),
                           const DeviceDocument& device, ChangeScope scope) {
    auto* devices = domain.driver->deviceChanges();
    if (devices == nullptr)
        return Error{ErrorCode::operationUnsupported,
                     domain.driver->uri() + " does not change devices one by one; use 'edit'"};
    return (devices->*verb)(domain.record.identity, device, scope);
}

} // namespace twinvirt
