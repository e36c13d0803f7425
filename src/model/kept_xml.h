#pragma once

#include <string>
#include <vector>

namespace twinvirt {

/// An element that libvirt knows and we do not model: kept as it stood and printed again at the
/// end of its parent, so that dumpxml loses nothing.
struct KeptXml {
    std::string name; ///< of the element
    std::string text; ///< the element as XML, without surrounding blanks
    int line = 0;     ///< where it stood; 0 when it came from no document

    bool operator==(const KeptXml& other) const {
        return name == other.name && text == other.text; // the line is no part of the value
    }
};

using KeptElements = std::vector<KeptXml>;

} // namespace twinvirt
