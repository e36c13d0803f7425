#include "xml/xpath_filter.h"

#include <libxml/parser.h>
#include <libxml/tree.h>
#include <libxml/xpath.h>

#include <memory>

namespace twinvirt {

namespace {

using Document = std::unique_ptr<xmlDoc, void (*)(xmlDoc*)>;
using Buffer = std::unique_ptr<xmlBuffer, void (*)(xmlBuffer*)>;

std::string format(xmlDoc* document, xmlNode* node) {
    const Buffer buffer(xmlBufferCreate(), xmlBufferFree);
    xmlNodeDump(buffer.get(), document, node, 0, 1);
    return std::string(reinterpret_cast<const char*>(xmlBufferContent(buffer.get()))) + "\n";
}

Error wrong(const std::string& xpath, const std::string& reason) {
    return {ErrorCode::invalidArgument, "xpath '" + xpath + "': " + reason};
}

/// The copies of the nodes below one <nodes>, laid out anew.
std::string formatWrapped(const xmlNodeSet& nodes) {
    const Document wrapper(xmlNewDoc(nullptr), xmlFreeDoc);
    auto* root = xmlNewDocNode(wrapper.get(), nullptr, BAD_CAST "nodes", nullptr);
    xmlDocSetRootElement(wrapper.get(), root);
    for (int i = 0; i < nodes.nodeNr; ++i)
        xmlAddChild(root, xmlDocCopyNode(nodes.nodeTab[i], wrapper.get(), 1));
    return format(wrapper.get(), root);
}

} // namespace

Result<std::string> filterByXpath(const std::string& xml, const std::string& xpath, bool wrap) {
    const Document document(xmlReadMemory(xml.data(), static_cast<int>(xml.size()), "domain.xml",
                                          nullptr, XML_PARSE_NONET | XML_PARSE_NOERROR),
                            xmlFreeDoc);
    if (!document)
        return Error{ErrorCode::xmlError, "the domain's XML is not well-formed"};
    const std::unique_ptr<xmlXPathContext, void (*)(xmlXPathContext*)> context(
        xmlXPathNewContext(document.get()), xmlXPathFreeContext);
    // Without a handler libxml2 prints on stderr by itself.
    xmlSetStructuredErrorFunc(nullptr, [](void*, xmlErrorPtr) {});
    const std::unique_ptr<xmlXPathObject, void (*)(xmlXPathObject*)> result(
        xmlXPathEvalExpression(BAD_CAST xpath.c_str(), context.get()), xmlXPathFreeObject);
    xmlSetStructuredErrorFunc(nullptr, nullptr);
    if (!result)
        return wrong(xpath, "invalid expression");
    if (result->type != XPATH_NODESET)
        return wrong(xpath, "it selects no nodes");
    if (result->nodesetval == nullptr || result->nodesetval->nodeNr == 0)
        return std::string();
    if (wrap)
        return formatWrapped(*result->nodesetval);
    std::string text;
    for (int i = 0; i < result->nodesetval->nodeNr; ++i)
        text += format(document.get(), result->nodesetval->nodeTab[i]);
    return text;
}

} // namespace twinvirt
