#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace twinvirt {

/// Text of a document as a message may show it: at most `longest` bytes (cut between two
/// characters), with control characters as "\x1b", so that nothing in it reaches a terminal.
std::string visible(std::string_view text, std::size_t longest = 80);
/// The same in single quotes.
std::string quoted(std::string_view text);

} // namespace twinvirt
