#include "util/byte_size.h"
#include "xml/consistency.h"
#include "xml/mapping/domain_mappings.h"

namespace twinvirt {

std::uint64_t amountInKib(std::uint64_t amount, std::string_view unit) {
    std::uint64_t kib = scaleToKib(amount, unit).value_or(tooMuchMemoryKib);
    return kib > mostMemoryKib ? tooMuchMemoryKib : kib;
}

/// The amount as it stands in the element whose mapping this is.
static void mapAmount(XmlMapping& xml, std::uint64_t& kib, std::uint64_t least) {
    std::string unit = "KiB";
    xml.attributeOr("unit", unit, std::string("KiB"), memoryUnit());
    if (!xml.reading())
        return xml.text(kib);
    std::uint64_t amount = 0;
    xml.text(amount, numberBetween(least, std::numeric_limits<std::uint64_t>::max()));
    kib = amountInKib(amount, unit);
}

void mapMemory(XmlMapping& xml, std::string_view name, std::uint64_t& kib) {
    xml.part(name, Presence::required, [&](XmlMapping& memory) { mapAmount(memory, kib, 1); });
}

void mapMemory(XmlMapping& xml, std::string_view name, std::optional<std::uint64_t>& kib) {
    if (!xml.reading() && !kib)
        return;
    xml.part(name, Presence::optional, [&](XmlMapping& memory) {
        if (!kib)
            kib = 0;
        mapAmount(memory, *kib, 0);
    });
}

static std::uint64_t amountInBytes(std::uint64_t amount, std::string_view unit) {
    std::uint64_t scale = bytesPerUnit(unit).value_or(0);
    return scale != 0 && amount > tooManyBytes / scale ? tooManyBytes : amount * scale;
}

void mapByteSize(XmlMapping& xml, std::string_view name, std::optional<std::uint64_t>& bytes) {
    if (!xml.reading() && !bytes)
        return;
    xml.part(name, Presence::optional, [&](XmlMapping& size) {
        std::string unit = "bytes";
        size.attributeOr("unit", unit, std::string("bytes"), memoryUnit());
        std::uint64_t amount = bytes.value_or(0);
        size.text(amount);
        bytes = size.reading() ? amountInBytes(amount, unit) : amount;
    });
}

void mapXml(XmlMapping& xml, MemoryTune& tune) {
    mapMemory(xml, "hard_limit", tune.hardLimitKib);
    mapMemory(xml, "soft_limit", tune.softLimitKib);
    mapMemory(xml, "min_guarantee", tune.minGuaranteeKib);
    mapMemory(xml, "swap_hard_limit", tune.swapHardLimitKib);
}

void mapXml(XmlMapping& xml, Vcpu& vcpu) {
    constexpr unsigned most = 65535; // libvirt's schema
    xml.attributeOr("placement", vcpu.placement, std::string("static"), oneOf({"static", "auto"}));
    xml.attribute("cpuset", vcpu.cpuset, cpuSet());
    xml.attribute("current", vcpu.current, numberBetween<unsigned>(1, most));
    xml.text(vcpu.count, numberBetween<unsigned>(1, most));
}

static XmlFormat<std::int64_t> quota() {
    constexpr std::int64_t least = 1000;
    constexpr std::int64_t most = 17592186044415; // 2^44-1: the kernel's, in microseconds
    auto read = [](std::string_view text) -> std::optional<std::int64_t> {
        auto number = readInteger(text);
        if (!number || *number > most || (*number > 0 && *number < least))
            return std::nullopt;
        return number;
    };
    return {read, [](const std::int64_t& value) { return std::to_string(value); },
            "a whole number from 1000 to 17592186044415, or a negative one for no limit"};
}

void mapXml(XmlMapping& xml, CpuTune& tune) {
    xml.textElement("shares", tune.shares, numberBetween<std::uint64_t>(2, 262144));
    xml.textElement("period", tune.periodUs, numberBetween<std::uint64_t>(1000, 1000000));
    xml.textElement("quota", tune.quotaUs, quota());
}

void mapXml(XmlMapping& xml, IdMapRange& range) {
    xml.attribute("start", range.start);
    xml.attribute("target", range.target);
    xml.attribute("count", range.count);
}

void mapXml(XmlMapping& xml, IdMap& map) {
    std::optional<bool> automatic;
    if (map.automatic)
        automatic = true;
    xml.attribute("mode", automatic, wordFor<bool>({{"auto", true}}));
    map.automatic = automatic.value_or(false);
    xml.elements("uid", map.uids);
    xml.elements("gid", map.gids);
}

} // namespace twinvirt
