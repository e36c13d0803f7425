#pragma once

#include "api/change_scope.h"
#include "lxc/lxc_driver_context.h"

#include <functional>

namespace twinvirt::lxc {

/// What a change does to a definition, the live or the persistent one.
using DefinitionEdit = std::function<Result<void>(DomainDefinition& definition)>;

/// Edits the definitions in `scope`, under the domain's lock, and makes the limits of a running
/// container those of its edited definition. What an edit makes of a definition must hold by the
/// rules of `define`. After an error neither the container nor a definition is changed.
Result<void> changeDefinitions(DriverContext& context, const DomainIdentity& domain,
                               ChangeScope scope, const DefinitionEdit& edit);

/// The live definition of a running domain, from its run directory.
Result<DomainDefinition> liveDefinition(const RunDirectory& directory);

/// The definition that a question with `scope` is about.
struct ScopedDefinition {
    bool live = false;
    DomainDefinition definition;
};
Result<ScopedDefinition> definitionIn(DriverContext& context, const DomainIdentity& domain,
                                      ChangeScope scope);

} // namespace twinvirt::lxc
