#include "xml/xml_parser.h"

#include "xml/quotation.h"
#include "xml/spelling.h"
#include "xml/xml_silence.h"
#include "xml/xml_syntax_error.h"

#include <libxml/SAX2.h>
#include <libxml/parser.h>
#include <libxml/parserInternals.h>

#include <memory>
#include <optional>
#include <string>

namespace twinvirt {

/// What the parser's callbacks find out; hangs on the parser's context.
struct ParserState {
    const XmlSource* source = nullptr;
    unsigned elementLimit = 0;
    unsigned elements = 0;
    std::optional<Error> error; ///< the first
};

static ParserState& stateOf(void* context) {
    return *static_cast<ParserState*>(static_cast<xmlParserCtxtPtr>(context)->_private);
}

static XmlPosition currentPosition(void* context) {
    return {xmlSAX2GetLineNumber(context), xmlSAX2GetColumnNumber(context)};
}

static void refuse(void* context, const std::string& reason, const std::string& hint) {
    ParserState& state = stateOf(context);
    if (!state.error)
        state.error = xmlSyntaxError(*state.source, currentPosition(context), reason, hint);
    xmlStopParser(static_cast<xmlParserCtxtPtr>(context));
}

static void onDoctype(void* context, const xmlChar*, const xmlChar*, const xmlChar*) {
    refuse(context, "a document with a DOCTYPE is refused",
           "remove the <!DOCTYPE …>; a definition needs none");
}

static void onElement(void* context, const xmlChar* localName, const xmlChar* prefix,
                      const xmlChar* uri, int namespaceCount, const xmlChar** namespaces,
                      int attributeCount, int defaultedCount, const xmlChar** attributes) {
    ParserState& state = stateOf(context);
    if (++state.elements > state.elementLimit) {
        refuse(context, "more than " + std::to_string(state.elementLimit) + " elements", "");
        return;
    }
    xmlSAX2StartElementNs(context, localName, prefix, uri, namespaceCount, namespaces,
                          attributeCount, defaultedCount, attributes);
}

/// libxml2's text without its end of line.
static std::string reasonOf(const xmlError& error) {
    if (error.code == XML_ERR_INTERNAL_ERROR && error.message != nullptr &&
        std::string_view(error.message).starts_with("Excessive depth"))
        return "elements are nested deeper than 256"; // libxml2 advises its huge mode
    std::string reason = error.message == nullptr ? "not well-formed" : error.message;
    while (!reason.empty() && (reason.back() == '\n' || reason.back() == ' '))
        reason.pop_back();
    constexpr std::size_t longest = 200;
    return visible(reason, longest);
}

static std::string hintFor(const XmlSource& source, const xmlError& error) {
    if (error.code == XML_ERR_TAG_NAME_MISMATCH && error.str1 != nullptr && error.str2 != nullptr) {
        if (!nearestWord(error.str2, {error.str1}).empty())
            return "write </" + visible(error.str1) + "> instead of </" + visible(error.str2) + '>';
        return hintForUnclosed(source, error.str1, error.int1);
    }
    std::string hint = hintForMalformed(source, {error.line, error.int2});
    if (hint.empty() && error.domain == XML_FROM_NAMESPACE)
        return "declare the prefix on <domain>, as xmlns:lxc='http://libvirt.org/schemas/domain/"
               "lxc/1.0'";
    return hint;
}

static void onError(void* context, xmlErrorPtr error) {
    ParserState& state = stateOf(context);
    if (state.error || error->level == XML_ERR_WARNING)
        return;
    XmlPosition position{error->line, error->int2};
    std::string hint = hintFor(*state.source, *error);
    state.error =
        xmlSyntaxError(*state.source, position, "not well-formed: " + reasonOf(*error), hint);
}

/// Our own callbacks in front of libxml2's tree builder. Comments and processing instructions are
/// dropped.
static void installCallbacks(xmlParserCtxt& context) {
    context.sax->internalSubset = onDoctype;
    context.sax->externalSubset = onDoctype;
    context.sax->startElementNs = onElement;
    context.sax->comment = nullptr;
    context.sax->processingInstruction = nullptr;
    context.sax->serror = onError;
}

Result<_xmlDoc*> parseXmlText(const XmlSource& source, unsigned elementLimit) {
    XmlSilence silence;
    std::unique_ptr<xmlParserCtxt, decltype(&xmlFreeParserCtxt)> context(xmlNewParserCtxt(),
                                                                         xmlFreeParserCtxt);
    if (!context)
        return Error{ErrorCode::noMemory, source.fileName + ": out of memory"};
    ParserState state{&source, elementLimit, 0, {}};
    context->_private = &state;
    installCallbacks(*context);
    constexpr int options = XML_PARSE_NONET | XML_PARSE_NOCDATA | XML_PARSE_BIG_LINES;
    std::unique_ptr<xmlDoc, decltype(&xmlFreeDoc)> document(
        xmlCtxtReadMemory(context.get(), source.text.data(), static_cast<int>(source.text.size()),
                          nullptr, nullptr, options),
        xmlFreeDoc);
    if (state.error)
        return std::move(*state.error);
    if (!document || xmlDocGetRootElement(document.get()) == nullptr)
        return Error{ErrorCode::xmlError, source.fileName + ": the document is empty"};
    return document.release();
}

} // namespace twinvirt
