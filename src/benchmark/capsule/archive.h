#pragma once

#include "util/result.h"

#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <string>

namespace twinvirt::bench {

using ArchiveMembers = std::map<std::string, std::string>; ///< path in the archive, content

/// A gzipped tar of these files, owned by root and without a time, so that the same members give
/// the same bytes.
Result<std::string> packArchive(const ArchiveMembers& members);

/// How large a member of this name may be; nullopt for a name that has no place in the archive.
using MemberLimit = std::function<std::optional<std::size_t>(const std::string& name)>;

/// Reads such a file into memory. `limit` decides about each name before a byte of it is read.
/// Errors: systemError of opening it; invalidArgument for anything that is not a plain file of an
/// allowed name and size, for a name that comes twice, and for a file that is damaged or cut off.
Result<ArchiveMembers> unpackArchive(const std::string& file, const MemberLimit& limit);

} // namespace twinvirt::bench
