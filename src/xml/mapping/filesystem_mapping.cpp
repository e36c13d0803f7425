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

/// <source dir='/top' upperdir='/changes' workdir='/work'><lower dir='/below'/></source>
static void mapOverlay(XmlMapping& source, std::optional<Overlay>& overlay) {
    if (!overlay && !source.reading())
        return;
    if (!overlay)
        overlay.emplace();
    source.attribute("upperdir", overlay->upperDir, absolutePath());
    source.attribute("workdir", overlay->workDir, absolutePath());
    source.elements("lower", overlay->lowerDirs, [](XmlMapping& lower, std::string& directory) {
        lower.attribute("dir", directory, absolutePath());
    });
}

static void mapSource(XmlMapping& source, Filesystem& filesystem) {
    if (filesystem.type == "ram")
        return mapRamUsage(source, filesystem.ramUsageKib);
    source.attribute(sourceAttribute(filesystem.type), filesystem.source,
                     sourceFormat(filesystem.type));
    if (filesystem.type == "volume")
        source.attribute("pool", filesystem.pool, someText());
    if (filesystem.type == "overlay")
        mapOverlay(source, filesystem.overlay);
}

void mapXml(XmlMapping& xml, Filesystem& filesystem) {
    xml.keepOthersIn(filesystem.kept);
    if (xml.reading())
        filesystem.line = xml.line();
    xml.attributeOr(
        "type", filesystem.type, std::string("mount"),
        oneOf({"mount", "bind", "ram", "file", "block", "template", "volume", "overlay"}));
    xml.attributeOr("accessmode", filesystem.accessMode, std::string("passthrough"),
                    oneOf({"passthrough", "mapped", "squash"}));
    xml.part("driver", Presence::optional, [&](XmlMapping& driver) {
        driver.attribute("type", filesystem.driverType,
                         oneOf({"path", "handle", "loop", "nbd", "ploop", "virtiofs", "mtp"}));
        driver.attribute("format", filesystem.driverFormat, someText());
    });
    xml.part("source", Presence::optional,
             [&](XmlMapping& source) { mapSource(source, filesystem); });
    xml.part("target", Presence::required,
             [&](XmlMapping& target) { target.attribute("dir", filesystem.target, someText()); });
    xml.flag("readonly", filesystem.readOnly);
    mapByteSize(xml, "space_hard_limit", filesystem.spaceHardLimitBytes);
    mapByteSize(xml, "space_soft_limit", filesystem.spaceSoftLimitBytes);
}

} // namespace twinvirt
