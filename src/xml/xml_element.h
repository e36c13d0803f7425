#pragma once

#include "xml/xml_output.h"

#include <string>
#include <utility>
#include <vector>

struct _xmlNode; // libxml2's, kept out of our headers

namespace twinvirt {

/// A view of one element of an XmlDocument; valid as long as the document.
class XmlElement {
  public:
    explicit XmlElement(_xmlNode* node) : node_(node) {}

    /// The name; with libvirt's usual prefix when it stands in one of libvirt's namespaces
    /// ("lxc:namespace"), as "{uri}name" in any other.
    std::string name() const;
    int line() const;
    /// Name and value in document order; namespace declarations are none.
    std::vector<std::pair<std::string, std::string>> attributes() const;
    std::vector<XmlElement> children() const;
    /// The character data that stands directly in it.
    std::string text() const;
    /// The whole element without comments and without blanks between elements; it declares the
    /// namespaces that it needs.
    XmlOutput copy() const;

  private:
    _xmlNode* node_;
};

} // namespace twinvirt
