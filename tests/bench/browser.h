#pragma once

#include "util/result.h"

#include <string>

namespace twinvirt::bench {

/// A page as headless Chromium sees it.
struct LoadedPage {
    std::string document;        ///< the DOM after loading, as HTML
    std::string consoleMessages; ///< errors and refusals of the page, one a line; empty is good
};

/// Empty when there is no Chromium.
std::string findChromium();
/// Loads a file without network, profile or sandbox (tests run as root).
Result<LoadedPage> loadInChromium(const std::string& chromium, const std::string& file);

} // namespace twinvirt::bench
