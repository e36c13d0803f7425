#include "xml/xpath_filter.h"

#include "xml/xml_document.h"
#include "xml/xml_silence.h"

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

/// Takes the blanks between elements away, so that a part is laid out from its own margin.
void removeIndentation(xmlNode* element) {
    for (auto* child = element->children; child != nullptr;) {
        auto* next = child->next;
        if (xmlIsBlankNode(child) != 0 && element->children->next != nullptr) {
            xmlUnlinkNode(child);
            xmlFreeNode(child);
        } else if (child->type == XML_ELEMENT_NODE) {
            removeIndentation(child);
        }
        child = next;
    }
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
    const auto document = TRY(XmlDocument::parse({"dumpxml", xml}));
    const XmlSilence silence;
    removeIndentation(xmlDocGetRootElement(document.handle()));
    const std::unique_ptr<xmlXPathContext, void (*)(xmlXPathContext*)> context(
        xmlXPathNewContext(document.handle()), xmlXPathFreeContext);
    const std::unique_ptr<xmlXPathObject, void (*)(xmlXPathObject*)> result(
        xmlXPathEvalExpression(BAD_CAST xpath.c_str(), context.get()), xmlXPathFreeObject);
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
        text += format(document.handle(), result->nodesetval->nodeTab[i]);
    return text;
}

} // namespace twinvirt
