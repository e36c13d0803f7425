#pragma once

#include "model/domain_definition.h"
#include "util/error.h"

#include <cstddef>
#include <optional>
#include <string>

namespace twinvirt {

/// A rule that spans elements and is broken.
struct Inconsistency {
    std::string element;   ///< path below <domain>: "devices/disk"
    std::size_t index = 0; ///< which of several, from 0
    std::string what;      ///< what is wrong; what is expected there
    ErrorCode code = ErrorCode::xmlError;
};

/// The first rule of libvirt 9.0's (and, for a container, its LXC driver's) that the definition
/// breaks. The rules of one value are in the mapping of its element.
std::optional<Inconsistency> findInconsistency(const DomainDefinition& definition);

} // namespace twinvirt
