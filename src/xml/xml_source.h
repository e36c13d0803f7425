#pragma once

#include <string>

namespace twinvirt {

/// A document and what to call it in messages.
struct XmlSource {
    std::string fileName; ///< as the user wrote it; "(domain_definition)" when it is no file
    std::string text;
};

} // namespace twinvirt
