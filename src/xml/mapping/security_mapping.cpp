#include "xml/mapping/domain_mappings.h"

namespace twinvirt {

void mapXml(XmlMapping& xml, SecurityLabel& label) {
    xml.attributeOr("type", label.type, std::string("dynamic"),
                    oneOf({"dynamic", "static", "none"}));
    xml.attribute("model", label.model, someText());
    xml.attribute("relabel", label.relabel, yesNo());
    xml.textElement("label", label.label, anyText());
    xml.textElement("imagelabel", label.imageLabel, anyText());
    xml.textElement("baselabel", label.baseLabel, anyText());
}

void mapXml(XmlMapping& xml, SharedNamespace& shared) {
    xml.attribute("type", shared.type, oneOf({"name", "pid", "netns"}));
    xml.attribute("value", shared.value, someText());
}

void mapXml(XmlMapping& xml, SharedNamespaces& namespaces) {
    xml.element("lxc:sharenet", namespaces.net);
    xml.element("lxc:shareipc", namespaces.ipc);
    xml.element("lxc:shareuts", namespaces.uts);
}

} // namespace twinvirt
