#pragma once

#include <string>
#include <string_view>

namespace twinvirt::bench {

/// Text as it may stand in HTML, in SVG and in a quoted attribute of both: & < > " ' are escaped,
/// control characters, signs that turn the direction of the text and bytes that are no UTF-8 become
/// U+FFFD. Every string that a guest or a
/// user made goes through here.
std::string escapeMarkup(std::string_view text);

} // namespace twinvirt::bench
