#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace twinvirt::bench {

/// The number behind `key` at the start of a line: "MemTotal:   24684812 kB", "usage_usec 12".
std::optional<double> numberOf(const std::string& text, std::string_view key);

} // namespace twinvirt::bench
