#include "xml/xml_element.h"

#include "xml/libvirt_namespaces.h"

#include <libxml/tree.h>

#include <algorithm>
#include <cstring>
#include <memory>

namespace twinvirt {

static std::string toString(const xmlChar* text) {
    return text == nullptr ? std::string() : reinterpret_cast<const char*>(text);
}

static std::string qualifiedName(const xmlNs* space, const xmlChar* localName) {
    if (space == nullptr || space->href == nullptr)
        return toString(localName);
    if (toString(space->href) == toString(XML_XML_NAMESPACE))
        return "xml:" + toString(localName);
    std::string_view prefix = prefixOfNamespace(toString(space->href));
    if (!prefix.empty())
        return std::string(prefix) + ':' + toString(localName);
    return '{' + toString(space->href) + '}' + toString(localName);
}

static bool isCharacterData(const xmlNode* node) {
    return node->type == XML_TEXT_NODE || node->type == XML_CDATA_SECTION_NODE;
}

static std::string attributeValue(const xmlAttr* attribute) {
    std::unique_ptr<xmlChar, decltype(xmlFree)> value(
        xmlNodeListGetString(attribute->doc, attribute->children, 1), xmlFree);
    return toString(value.get());
}

std::string XmlElement::name() const {
    return qualifiedName(node_->ns, node_->name);
}

int XmlElement::line() const {
    return static_cast<int>(xmlGetLineNo(node_));
}

std::vector<std::pair<std::string, std::string>> XmlElement::attributes() const {
    std::vector<std::pair<std::string, std::string>> result;
    for (const xmlAttr* attribute = node_->properties; attribute != nullptr;
         attribute = attribute->next)
        result.emplace_back(qualifiedName(attribute->ns, attribute->name),
                            attributeValue(attribute));
    return result;
}

std::vector<XmlElement> XmlElement::children() const {
    std::vector<XmlElement> result;
    for (xmlNode* child = node_->children; child != nullptr; child = child->next)
        if (child->type == XML_ELEMENT_NODE)
            result.emplace_back(child);
    return result;
}

std::string XmlElement::text() const {
    std::string result;
    for (const xmlNode* child = node_->children; child != nullptr; child = child->next)
        if (isCharacterData(child))
            result += toString(child->content);
    return result;
}

/// The prefix as it stands in the document: what is kept is kept as it was written.
static std::string writtenName(const xmlNs* space, const xmlChar* localName) {
    if (space == nullptr || space->prefix == nullptr)
        return toString(localName);
    return toString(space->prefix) + ':' + toString(localName);
}

using Declarations = std::vector<std::pair<std::string, std::string>>; // prefix, uri

static std::string prefixOf(const xmlNs* space) {
    return toString(space->prefix);
}

/// Declares `space` on `copy` unless the nearest declaration of its prefix says the same.
static void declare(const xmlNs* space, Declarations& inScope, XmlOutput& copy) {
    std::string prefix = space == nullptr ? std::string() : prefixOf(space);
    std::string uri = space == nullptr ? std::string() : toString(space->href);
    if (prefix == "xml")
        return;
    auto last = std::find_if(inScope.rbegin(), inScope.rend(),
                             [&](const auto& known) { return known.first == prefix; });
    if (last == inScope.rend() ? uri.empty() : last->second == uri)
        return;
    copy.attributes.emplace_back(prefix.empty() ? "xmlns" : "xmlns:" + prefix, uri);
    inScope.emplace_back(std::move(prefix), std::move(uri));
}

static XmlOutput copyNode(const xmlNode* node, Declarations inScope);

static void copyChildren(const xmlNode* node, const Declarations& inScope, XmlOutput& copy) {
    bool anyElement = false;
    bool anyText = false;
    for (const xmlNode* child = node->children; child != nullptr; child = child->next) {
        anyElement = anyElement || child->type == XML_ELEMENT_NODE;
        anyText = anyText || (isCharacterData(child) && xmlIsBlankNode(child) == 0);
    }
    std::string characters;
    auto flush = [&] {
        if (!characters.empty() && (anyText || !anyElement))
            copy.children.push_back({"", {}, characters, {}});
        characters.clear();
    };
    for (const xmlNode* child = node->children; child != nullptr; child = child->next) {
        if (isCharacterData(child))
            characters += toString(child->content);
        if (child->type != XML_ELEMENT_NODE)
            continue;
        flush();
        copy.children.push_back(copyNode(child, inScope));
    }
    flush();
}

static XmlOutput copyNode(const xmlNode* node, Declarations inScope) {
    XmlOutput copy;
    copy.name = writtenName(node->ns, node->name);
    declare(node->ns, inScope, copy);
    for (const xmlAttr* attribute = node->properties; attribute != nullptr;
         attribute = attribute->next)
        if (attribute->ns != nullptr)
            declare(attribute->ns, inScope, copy);
    for (const xmlAttr* attribute = node->properties; attribute != nullptr;
         attribute = attribute->next)
        copy.attributes.emplace_back(writtenName(attribute->ns, attribute->name),
                                     attributeValue(attribute));
    copyChildren(node, inScope, copy);
    return copy;
}

XmlOutput XmlElement::copy() const {
    return copyNode(node_, {});
}

} // namespace twinvirt
