#include "xml/libvirt_namespaces.h"
#include "xml/mapping/domain_mappings.h"

namespace twinvirt {

static XmlFormat<std::uint64_t> limitValue() {
    const auto number = defaultFormat(std::uint64_t{});
    auto read = [number](std::string_view text) {
        return text == "unlimited" ? std::optional(ResourceLimit::unlimited) : number.read(text);
    };
    auto write = [number](const std::uint64_t& value) {
        return value == ResourceLimit::unlimited ? std::string("unlimited") : number.write(value);
    };
    return {read, write, "a whole number, or 'unlimited'"};
}

void mapXml(XmlMapping& xml, ResourceLimit& limit) {
    xml.attribute(
        "name", limit.name,
        oneOf({"as", "core", "cpu", "data", "fsize", "locks", "memlock", "msgqueue", "nice",
               "nofile", "nproc", "rss", "rtprio", "rttime", "sigpending", "stack"}));
    xml.attribute("soft", limit.soft, limitValue());
    xml.attribute("hard", limit.hard, limitValue());
}

/// <NAME state='on'/>
static void mapState(XmlMapping& xml, std::string_view name, std::optional<bool>& state) {
    if (!xml.reading() && !state)
        return;
    xml.part(name, Presence::optional, [&](XmlMapping& element) {
        bool value = state.value_or(true);
        element.attribute("state", value, onOff());
        state = value;
    });
}

void mapXml(XmlMapping& xml, Isolation& isolation) {
    using Preset = IsolationPreset;
    std::optional<std::string> declaration; // no attribute of a document that is read
    if (!xml.reading())
        declaration = namespaceOfPrefix("twinvirt");
    xml.attribute("xmlns:twinvirt", declaration);
    std::optional<Preset> preset;
    if (isolation.preset != Preset::standard)
        preset = isolation.preset;
    xml.attribute("preset", preset,
                  wordFor<Preset>({{"default", Preset::standard},
                                   {"hardened", Preset::hardened},
                                   {"compat", Preset::compat}}));
    isolation.preset = preset.value_or(Preset::standard);
    xml.part("twinvirt:seccomp", Presence::optional, [&](XmlMapping& seccomp) {
        seccomp.attribute("profile", isolation.seccompProfile, oneOf({"default", "allow"}));
        seccomp.attribute("file", isolation.seccompFile, absolutePath());
    });
    mapState(xml, "twinvirt:nonewprivs", isolation.noNewPrivileges);
    mapState(xml, "twinvirt:time", isolation.ownTime);
    xml.elements("twinvirt:rlimit", isolation.limits);
}

} // namespace twinvirt
