#include "api/change_scope.h"

namespace twinvirt {

Result<ChangeScope> resolveScope(ChangeScope scope, const DomainRecord& record) {
    const bool active = record.id.has_value();
    if (!scope.live && !scope.config)
        scope = {.live = active, .config = !active};
    if (scope.live && !active)
        return Error{ErrorCode::operationInvalid,
                     "Requested operation is not valid: domain is not running"};
    if (scope.config && !record.persistent)
        return Error{ErrorCode::operationInvalid,
                     "Requested operation is not valid: transient domains do not have any "
                     "persistent config"};
    return scope;
}

} // namespace twinvirt
