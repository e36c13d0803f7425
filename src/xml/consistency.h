#pragma once

#include "model/domain_definition.h"
#include "util/error.h"

#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>

namespace twinvirt {

/// libvirt's limit for memory: 2^63-1 bytes.
inline constexpr std::uint64_t mostMemoryKib = 9007199254740991;
/// What stands in a definition for an amount beyond it, which is refused.
inline constexpr std::uint64_t tooMuchMemoryKib = std::numeric_limits<std::uint64_t>::max();

/// The same for an amount of bytes.
inline constexpr std::uint64_t tooManyBytes = std::numeric_limits<std::uint64_t>::max();

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
