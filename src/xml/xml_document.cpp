#include "xml/xml_document.h"

#include "xml/xml_parser.h"
#include "xml/xml_syntax_error.h"

#include <libxml/tree.h>

#include <algorithm>

namespace twinvirt {

void XmlDocument::Free::operator()(_xmlDoc* document) const {
    xmlFreeDoc(document);
}

XmlElement XmlDocument::root() const {
    return XmlElement(xmlDocGetRootElement(document_.get()));
}

static Result<void> checkSize(const XmlSource& source) {
    if (source.text.empty())
        return Error{ErrorCode::xmlError, source.fileName + ": the document is empty"};
    if (source.text.size() <= XmlDocument::sizeLimit)
        return {};
    return Error{ErrorCode::xmlError,
                 source.fileName + ": the document has " + std::to_string(source.text.size()) +
                     " bytes, the limit is " + std::to_string(XmlDocument::sizeLimit) + " (1 MiB)"};
}

static Result<void> checkBytes(const XmlSource& source) {
    auto zero = source.text.find('\0');
    if (zero == std::string::npos)
        return {};
    std::string_view start = std::string_view(source.text).substr(0, 2);
    if (start == "\xff\xfe" || start == "\xfe\xff" || zero < 2)
        return Error{ErrorCode::xmlError,
                     source.fileName + ": the document is UTF-16 or UTF-32: save it as UTF-8"};
    return xmlSyntaxError(source, positionOf(source.text, zero),
                          "a NUL byte stands in the document; it is no XML text");
}

/// More attributes in one tag than anything real has; seen before libxml2 gets at it.
static Result<void> checkAttributeCount(const XmlSource& source) {
    unsigned assignments = 0;
    for (std::size_t offset = 0; offset < source.text.size(); ++offset) {
        char c = source.text[offset];
        if (c == '<' || c == '>')
            assignments = 0;
        if (c == '=' && ++assignments > XmlDocument::attributeLimit)
            return xmlSyntaxError(source, positionOf(source.text, offset),
                                  "more than " + std::to_string(XmlDocument::attributeLimit) +
                                      " '=' stand in one tag or text");
    }
    return {};
}

Result<XmlDocument> XmlDocument::parse(const XmlSource& source) {
    TRY(checkSize(source));
    TRY(checkBytes(source));
    TRY(checkAttributeCount(source));
    Handle document(TRY(parseXmlText(source, elementLimit)));
    return XmlDocument(source.fileName, std::move(document));
}

} // namespace twinvirt
