#pragma once

#include "util/result.h"
#include "xml/xml_document.h"

#include <memory>
#include <string>

struct _xmlRelaxNG; // libxml2's, kept out of our headers

namespace twinvirt {

/// A compiled RelaxNG schema. Compiling costs milliseconds: do it when validation was asked for.
class XmlSchema {
  public:
    /// `path` of the .rng file. internalError when it is missing or no schema: it is our own.
    static Result<XmlSchema> load(const std::string& path);

    /// xmlInvalidSchema: "FILE:LINE: <element>: reason". libxml2's reasons are poor ("Extra
    /// element devices in interleave"); a mapping's message is to be preferred.
    Result<void> validate(const XmlDocument& document) const;

  private:
    struct Free {
        void operator()(_xmlRelaxNG* schema) const;
    };
    using Handle = std::unique_ptr<_xmlRelaxNG, Free>;

    explicit XmlSchema(Handle schema) : schema_(std::move(schema)) {}

    Handle schema_;
};

} // namespace twinvirt
