#pragma once

#include "model/domain_definition.h"
#include "util/result.h"

#include <optional>
#include <string>
#include <vector>

namespace twinvirt::lxc {

/// A clone's definition and the work that its storage is.
struct ClonePlan {
    DomainDefinition definition;
    std::optional<std::string> copiedFrom; ///< a directory to copy to `copiedTo`
    std::string copiedTo;
    std::optional<Filesystem> overlay; ///< its upper and work directory are to be made
    std::vector<std::string> notes;
};

/// The definition of `original` under another name with a new UUID, its root in `directory` (which
/// the plan only names): an overlay over the original's root for a snapshot, else a copy of it.
/// Hardware addresses and names of links are left to be made anew. Errors name the element that
/// cannot be cloned.
Result<ClonePlan> planClone(const DomainDefinition& original, const std::string& name,
                            const std::string& directory, bool snapshot);

} // namespace twinvirt::lxc
