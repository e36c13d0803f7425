#pragma once

#include "util/result.h"

#include <optional>
#include <string>
#include <string_view>

namespace twinvirt {

/// The rule for a domain's name: not empty, no '/', not "." or "..", no control character, at most
/// 255 bytes. Error: xmlError with the rule that is broken.
Result<void> checkDomainName(std::string_view name);

/// The name as a file name: one name, one file name, short enough (at most 190 bytes) to take a
/// suffix. An ordinary name is its own file name; a leading '.', a '%' and the '.' of an ending
/// that stands for something else in our directories (".lock", ".ended", ".corrupt") are written as
/// %XX. A name that would be too long keeps its beginning, followed by "%~" and a hash of the
/// whole.
std::string domainFileName(std::string_view name);

} // namespace twinvirt
