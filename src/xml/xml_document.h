#pragma once

#include "util/result.h"
#include "xml/xml_element.h"
#include "xml/xml_source.h"

#include <cstddef>
#include <memory>
#include <string>

struct _xmlDoc; // libxml2's, kept out of our headers

namespace twinvirt {

/// An untrusted document, parsed safely (design decision 4): no entities, no DTD, no network, no
/// huge mode, nothing on standard error, whatever the text is.
class XmlDocument {
  public:
    /// Refused before it is parsed. libvirt's largest real definitions are below 100 KiB.
    static constexpr std::size_t sizeLimit = std::size_t{1} << 20U;
    /// A megabyte can hold 250,000 empty elements, which cost 30 MiB; no definition has so many.
    static constexpr unsigned elementLimit = 20000;
    /// libxml2 compares each attribute of an element with all others.
    static constexpr unsigned attributeLimit = 1000;

    /// xmlError for everything that is wrong with the text: "FILE:LINE:COLUMN: reason", the line
    /// itself, a caret below the place, and a hint where one can be named.
    static Result<XmlDocument> parse(const XmlSource& source);

    XmlElement root() const;
    const std::string& fileName() const { return fileName_; }
    /// libxml2's own, for validation.
    _xmlDoc* handle() const { return document_.get(); }

  private:
    struct Free {
        void operator()(_xmlDoc* document) const;
    };
    using Handle = std::unique_ptr<_xmlDoc, Free>;

    XmlDocument(std::string fileName, Handle document)
        : fileName_(std::move(fileName)), document_(std::move(document)) {}

    std::string fileName_;
    Handle document_;
};

} // namespace twinvirt
