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

void hoistNamespaces(XmlOutput& root) {
    for (XmlOutput& child : root.children)
        for (const auto& attribute : child.attributes)
            if (isHoistable(attribute) && std::ranges::count(root.attributes, attribute) == 0)
                root.attributes.push_back(attribute);
    for (XmlOutput& child : root.children)
        std::erase_if(child.attributes, isHoistable);
}

} // namespace twinvirt
