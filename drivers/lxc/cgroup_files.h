#pragma once

#include "lxc/launch_spec.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace twinvirt::lxc {

std::string directoryOf(const CgroupMembership& membership);

/// The first of the two files that one of the container's cgroups has; empty when none has.
std::string existingFile(const std::vector<CgroupMembership>& memberships, const char* v1,
                         const char* v2);

/// The number at the file's beginning; nullopt when it cannot be read or is a word ("max").
std::optional<std::uint64_t> readNumber(const std::string& file);

/// The value of a line "key value".
std::optional<std::uint64_t> readKey(const std::string& text, const std::string& key);

} // namespace twinvirt::lxc
