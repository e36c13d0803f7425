#pragma once

#include <string>
#include <vector>

namespace twinvirt {

/// A part of a document that libvirt knows and we do not model: an element or an attribute, kept
/// as it stood and printed again at libvirt's place for it, so that dumpxml loses nothing.
struct KeptXml {
    /// Its path below the part of the model that holds it: "cpu", "driver/@cache", "os/loader".
    std::string name;
    /// The element as XML, in one line; the value of an attribute.
    std::string text;
    int line = 0; ///< where it stood; 0 when it came from no document

    bool operator==(const KeptXml& other) const {
        return name == other.name && text == other.text; // the line is no part of the value
    }
};

using KeptElements = std::vector<KeptXml>;

} // namespace twinvirt
