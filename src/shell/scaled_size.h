#pragma once

#include "shell/parsed_command.h"

#include <cstdint>
#include <optional>
#include <string>

namespace twinvirt {

/// "512M", "1GiB", "4096" (KiB) as KiB; nullopt when it is no size.
std::optional<std::uint64_t> parseSizeKib(const std::string& text);

/// The option's size in KiB; invalidArgument with virsh's text.
Result<std::uint64_t> sizeKib(const ParsedCommand& command, const std::string& option);

} // namespace twinvirt
