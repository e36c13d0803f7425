#include "xml/kept_element.h"

#include "xml/libvirt_namespaces.h"
#include "xml/xml_document.h"

#include <algorithm>

namespace twinvirt {

XmlOutput parseKeptElement(const KeptXml& kept) {
    auto document = XmlDocument::parse({kept.name, kept.text});
    if (document)
        return document->root().copy();
    XmlOutput empty;
    empty.name = kept.name.substr(kept.name.rfind('/') + 1);
    return empty;
}

static bool isHoistable(const std::pair<std::string, std::string>& attribute) {
    constexpr std::string_view declaration = "xmlns:";
    return attribute.first.starts_with(declaration) &&
           namespaceOfPrefix(std::string_view(attribute.first).substr(declaration.size())) ==
               attribute.second;
}

/// An element of the model has the prefix of libvirt_namespaces.h and no declaration.
static void declareNamespaceOf(const XmlOutput& child, XmlOutput& root) {
    std::string prefix = child.name.substr(0, child.name.find(':'));
    std::string_view uri = prefix == child.name ? std::string_view() : namespaceOfPrefix(prefix);
    std::pair<std::string, std::string> attribute("xmlns:" + prefix, uri);
    bool declaredThere = std::ranges::count(child.attributes, attribute.first,
                                            &std::pair<std::string, std::string>::first) > 0;
    if (!uri.empty() && !declaredThere && std::ranges::count(root.attributes, attribute) == 0)
        root.attributes.push_back(std::move(attribute));
}

void hoistNamespaces(XmlOutput& root) {
    for (const XmlOutput& child : root.children)
        declareNamespaceOf(child, root);
    for (XmlOutput& child : root.children)
        for (const auto& attribute : child.attributes)
            if (isHoistable(attribute) && std::ranges::count(root.attributes, attribute) == 0)
                root.attributes.push_back(attribute);
    for (XmlOutput& child : root.children)
        std::erase_if(child.attributes, isHoistable);
}

} // namespace twinvirt
