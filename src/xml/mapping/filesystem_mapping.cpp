#include "xml/mapping/domain_mappings.h"

namespace twinvirt {

/// The attribute of <source> that names what is mounted.
static std::string sourceAttribute(const std::string& type) {
    if (type == "file" || type == "volume")
        return type;
    if (type == "block")
        return "dev";
    return type == "template" ? "name" : "dir";
}

static XmlFormat<std::string> sourceFormat(const std::string& type) {
    return type == "template" || type == "volume" ? someText() : absolutePath();
}

/// <source usage='1024' units='KiB'/>
static void mapRamUsage(XmlMapping& source, std::optional<std::uint64_t>& kib) {
    std::optional<std::uint64_t> usage = kib;
    std::optional<std::string> units;
    if (usage)
        units = "KiB";
    source.attribute("usage", usage,
                     numberBetween(std::uint64_t{1}, std::numeric_limits<std::uint64_t>::max()));
    source.attribute("units", units, memoryUnit());
    if (usage)
        kib = amountInKib(*usage, units.value_or("KiB"));
}

void mapXml(XmlMapping& xml, Filesystem& filesystem) {
    xml.keepOthersIn(filesystem.kept);
    filesystem.line = xml.line();
    xml.attributeOr("type", filesystem.type, std::string("mount"),
                    oneOf({"mount", "bind", "ram", "file", "block", "template", "volume"}));
    xml.attributeOr("accessmode", filesystem.accessMode, std::string("passthrough"),
                    oneOf({"passthrough", "mapped", "squash"}));
    xml.part("source", Presence::optional, [&](XmlMapping& source) {
        if (filesystem.type == "ram")
            mapRamUsage(source, filesystem.ramUsageKib);
        else
            source.attribute(sourceAttribute(filesystem.type), filesystem.source,
                             sourceFormat(filesystem.type));
    });
    xml.part("target", Presence::required,
             [&](XmlMapping& target) { target.attribute("dir", filesystem.target, someText()); });
    xml.flag("readonly", filesystem.readOnly);
}

} // namespace twinvirt
