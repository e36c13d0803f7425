#include "xml/domain_xml.h"

#include "xml/consistency.h"
#include "xml/defaults.h"
#include "xml/domain_vocabulary.h"
#include "xml/kept_element.h"
#include "xml/mapping/domain_mappings.h"
#include "xml/xml_document.h"
#include "xml/xml_schema.h"

namespace twinvirt {

/// The line of the element, or of the nearest one around it that is there.
static int lineOf(XmlElement element, std::string_view path, std::size_t index) {
    auto slash = path.find('/');
    std::string_view name = path.substr(0, slash);
    bool isLast = slash == std::string_view::npos;
    std::size_t skip = isLast ? index : 0;
    for (const XmlElement& child : element.children()) {
        if (child.name() != name || skip-- > 0)
            continue;
        return isLast ? child.line() : lineOf(child, path.substr(slash + 1), index);
    }
    return element.line();
}

static Error toError(const Inconsistency& finding, const XmlDocument& document) {
    int line = lineOf(document.root(), finding.element, finding.index);
    std::string name = finding.element.substr(finding.element.rfind('/') + 1);
    return {finding.code,
            document.fileName() + ':' + std::to_string(line) + ": <" + name + ">: " + finding.what};
}

Result<DomainDefinition> mapDomainDefinition(const XmlDocument& document) {
    DomainDefinition definition;
    TRY(readXml(document, domainVocabulary(), "domain", definition));
    return definition;
}

Result<DomainDefinition> readDomainDefinition(const XmlSource& source) {
    XmlDocument document = TRY(XmlDocument::parse(source));
    DomainDefinition definition = TRY(mapDomainDefinition(document));
    if (auto finding = findInconsistency(definition))
        return toError(*finding, document);
    completeDomainDefinition(definition);
    return definition;
}

/// An alias that the user gave stays, as in libvirt.
static bool isLiveAlias(const std::optional<std::string>& alias) {
    return alias && !alias->starts_with("ua-");
}

static void dropLive(CharacterDevice& device) {
    device.tty.reset();
    if (device.type == "pty")
        device.sourcePath.reset();
    if (isLiveAlias(device.alias))
        device.alias.reset();
}

/// Names that libvirt gives to the host's end of an interface.
static bool isGeneratedName(const std::optional<std::string>& name) {
    if (!name)
        return false;
    auto begins = [&](const char* prefix) { return name->starts_with(prefix); };
    return begins("vnet") || begins("vif") || begins("macvtap") || begins("macvlan");
}

static void dropLive(NetworkInterface& interface) {
    if (isGeneratedName(interface.targetDevice))
        interface.targetDevice.reset();
    if (isLiveAlias(interface.alias))
        interface.alias.reset();
}

static DomainDefinition withoutLive(DomainDefinition definition) {
    definition.id.reset();
    for (NetworkInterface& interface : definition.devices.interfaces)
        dropLive(interface);
    for (CharacterDevice& console : definition.devices.consoles)
        dropLive(console);
    for (CharacterDevice& serial : definition.devices.serials)
        dropLive(serial);
    for (SecurityLabel& label : definition.securityLabels)
        label.imageLabel.reset();
    return definition;
}

std::string formatDomainDefinition(const DomainDefinition& definition,
                                   const FormatOptions& options) {
    XmlOutput root = writeXml("domain", domainVocabulary(),
                              options.inactive ? withoutLive(definition) : definition);
    hoistNamespaces(root);
    return printIndented(root);
}

Result<void> validateDomainXml(const XmlSource& source, const std::string& schemaDirectory) {
    XmlDocument document = TRY(XmlDocument::parse(source));
    if (auto mapped = mapDomainDefinition(document); !mapped)
        return Error{ErrorCode::xmlInvalidSchema, mapped.error().message};
    XmlSchema schema = TRY(XmlSchema::load(schemaDirectory + "/domain.rng"));
    return schema.validate(document);
}

} // namespace twinvirt
