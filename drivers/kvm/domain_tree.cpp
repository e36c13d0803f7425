#include "kvm/domain_tree.h"

#include <libxml/parser.h>

namespace twinvirt::kvm {

namespace {

struct TextDeleter {
    void operator()(xmlChar* text) const { xmlFree(text); }
};
using XmlText = std::unique_ptr<xmlChar, TextDeleter>;

} // namespace

Result<DomainTree> DomainTree::parse(const std::string& xml, const std::string& doing) {
    DomainTree tree(xmlReadMemory(xml.data(), static_cast<int>(xml.size()), "(domain_definition)",
                                  nullptr, XML_PARSE_NONET | XML_PARSE_NOERROR));
    if (!tree.document_ || tree.domain() == nullptr)
        return Error{ErrorCode::xmlError, doing + ": (domain_definition): not well-formed", 0};
    return tree;
}

std::string DomainTree::text() const {
    xmlChar* text = nullptr;
    int size = 0;
    xmlDocDumpMemory(document_.get(), &text, &size);
    const XmlText owner(text);
    return {reinterpret_cast<const char*>(text), static_cast<std::size_t>(size)};
}

const xmlChar* xmlText(const char* text) {
    return reinterpret_cast<const xmlChar*>(text);
}

bool isCalled(const xmlNode* node, std::string_view name) {
    return node->type == XML_ELEMENT_NODE && name == reinterpret_cast<const char*>(node->name);
}

std::string attribute(xmlNodePtr node, const char* name) {
    const XmlText value(xmlGetNoNsProp(node, xmlText(name)));
    return value ? reinterpret_cast<const char*>(value.get()) : "";
}

static xmlNodePtr firstCalled(xmlNodePtr node, std::string_view name) {
    while (node != nullptr && !isCalled(node, name))
        node = node->next;
    return node;
}

xmlNodePtr child(xmlNodePtr parent, std::string_view name) {
    return parent == nullptr ? nullptr : firstCalled(parent->children, name);
}

xmlNodePtr nextOfItsName(xmlNodePtr node) {
    return firstCalled(node->next, reinterpret_cast<const char*>(node->name));
}

} // namespace twinvirt::kvm
