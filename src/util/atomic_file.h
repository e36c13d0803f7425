#pragma once

#include "util/result.h"

#include <cstddef>
#include <string>
#include <string_view>

namespace twinvirt {

enum class Durability {
    volatileState, ///< under /run: a crash of the host loses it anyway, so no fsync
    persistent,    ///< fsync of the file and of its directory
};

/// Replaces the file as a whole: temporary file beside it, rename(2). A reader sees the old or the
/// new content, never a part; on an error the old file stands and nothing else is left.
Result<void> writeFileAtomically(const std::string& path, std::string_view content,
                                 Durability durability, unsigned mode = 0600);

/// The whole file; configUnsupported when it is larger than `limit` bytes.
Result<std::string> readFile(const std::string& path, std::size_t limit = 16U << 20U);

} // namespace twinvirt
