#include "shell/interface_text.h"

#include "xml/domain_xml.h"

#include <algorithm>
#include <cctype>

namespace twinvirt {

Result<std::vector<NetworkInterface>> interfacesOf(const Domain& domain, bool inactive) {
    const auto xml = TRY(domain.driver->dumpXml(domain.record.identity, {.inactive = inactive}));
    return TRY(readDomainDefinition({domain.record.identity.name, xml})).devices.interfaces;
}

bool isMac(const std::string& text) {
    constexpr std::size_t length = 17;
    if (text.size() != length)
        return false;
    for (std::size_t i = 0; i < length; ++i)
        if (i % 3 == 2 ? text[i] != ':' : std::isxdigit(static_cast<unsigned char>(text[i])) == 0)
            return false;
    return true;
}

Result<NetworkInterface> findInterface(const std::vector<NetworkInterface>& interfaces,
                                       const std::string& key) {
    std::string lower = key;
    std::ranges::transform(lower, lower.begin(), [](unsigned char c) { return std::tolower(c); });
    const NetworkInterface* found = nullptr;
    for (const auto& interface : interfaces) {
        if (isMac(key) ? interface.mac != lower : interface.targetDevice != key)
            continue;
        if (found != nullptr)
            return Error{ErrorCode::invalidArgument, "multiple matching interfaces found"};
        found = &interface;
    }
    if (found == nullptr)
        return Error{ErrorCode::invalidArgument, std::string("Interface (") +
                                                     (isMac(key) ? "mac" : "dev") + ": " + key +
                                                     ") not found."};
    return *found;
}

} // namespace twinvirt
