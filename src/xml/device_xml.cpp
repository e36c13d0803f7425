#include "xml/device_xml.h"

#include "xml/domain_vocabulary.h"
#include "xml/domain_xml.h"
#include "xml/kept_element.h"
#include "xml/mapping/domain_mappings.h"
#include "xml/xml_document.h"

namespace twinvirt {

/// Without <?xml …?>, which may stand at the beginning of a document only; its line break stays, so
/// that the lines are those of the user.
static std::string withoutDeclaration(const std::string& xml) {
    if (!xml.starts_with("<?xml"))
        return xml;
    const auto end = xml.find("?>");
    return end == std::string::npos ? xml : xml.substr(end + 2);
}

Result<DeviceDefinition> readContainerDevice(const XmlSource& source) {
    // By itself first: it has to be one element, whatever stands around it below.
    const auto document = TRY(XmlDocument::parse(source));
    const std::string xml = "<domain type='lxc'><name>device</name><memory>1024</memory><os><type>"
                            "exe</type><init>/</init></os><devices>" +
                            withoutDeclaration(source.text) + "</devices></domain>";
    DeviceDefinition device;
    device.element = document.root().name();
    device.devices = TRY(readDomainDefinition({source.fileName, xml})).devices;
    return device;
}

std::string formatInterface(const NetworkInterface& interface) {
    return printIndented(writeXml("interface", domainVocabulary(), interface));
}

} // namespace twinvirt
