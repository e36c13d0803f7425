#pragma once

#include "util/result.h"

#include <string>
#include <vector>

namespace twinvirt {

/// The packages beyond mmdebstrap's minbase, each with its reason in the .cpp.
const std::vector<std::string>& debianPackages();

/// What makes the unpacked tree boot as a container and as a machine: the unit that prints
/// readyMarker, root's empty password, no name and no identity of its own.
Result<void> writeDebianFiles(const std::string& directory);

/// How far mmdebstrap is when it prints this line of its log ("I: downloading packages with
/// apt..."), 0 to 1; negative for a line that says nothing about it.
double debianProgress(const std::string& line);

} // namespace twinvirt
