#include "benchmark/run/emulator.h"

#include "xml/xml_document.h"

#include <sys/utsname.h>

#include <algorithm>

namespace twinvirt::bench {

static std::string architectureOf(const DomainDefinition& definition) {
    struct utsname host = {};
    ::uname(&host);
    return definition.os.arch.value_or(host.machine);
}

/// <guest><arch name='x86_64'>: libvirt lists those that it found an emulator for.
static bool isOffered(const XmlElement& capabilities, const std::string& architecture) {
    const std::pair<std::string, std::string> name{"name", architecture};
    for (const XmlElement& guest : capabilities.children())
        for (const XmlElement& arch : guest.children()) {
            const auto attributes = arch.attributes();
            if (guest.name() == "guest" && arch.name() == "arch" &&
                std::ranges::find(attributes, name) != attributes.end())
                return true;
        }
    return false;
}

Result<std::optional<std::string>> missingEmulator(Driver& driver,
                                                   const DomainDefinition& definition) {
    const std::string text = TRY(driver.host().capabilities());
    const XmlDocument document = TRY(XmlDocument::parse({"capabilities", text}));
    const std::string architecture = architectureOf(definition);
    if (isOffered(document.root(), architecture))
        return std::optional<std::string>();
    return std::optional<std::string>("libvirt finds no emulator for " + architecture +
                                      ": install one (of x86_64: package qemu-system-x86)");
}

} // namespace twinvirt::bench
