#pragma once

#include "api/domain_types.h"
#include "util/result.h"

namespace twinvirt {

/// Which of a domain's two definitions a change applies to: virsh's --live and --config. Neither is
/// --current: the live one of a domain that runs, else the persistent one.
struct ChangeScope {
    bool live = false;
    bool config = false;

    bool operator==(const ChangeScope&) const = default;
};

/// The scope with --current decided. operationInvalid, in libvirt's words: --live of a domain that
/// does not run, --config of a transient one (virDomainObjUpdateModificationImpact).
Result<ChangeScope> resolveScope(ChangeScope scope, const DomainRecord& record);

} // namespace twinvirt
