#pragma once

#include <string_view>

namespace twinvirt::bench {

/// The colours as CSS variables, light and dark (prefers-color-scheme); of the arms after Okabe and
/// Ito, which people with any colour vision can tell apart.
std::string_view colourStyle();
/// Everything inside a picture.
std::string_view chartStyle();
/// The page around them.
std::string_view pageStyle();

} // namespace twinvirt::bench
