#include "benchmark/run/external/external_guest.h"

namespace twinvirt::bench {

static Error unsupported(const std::string& file, const SourceLine& line, const std::string& what) {
    return {ErrorCode::configUnsupported, file + ":" + std::to_string(line.number) + ": " + what};
}

static Result<void> addFileSystem(const Filesystem& filesystem, const std::string& file,
                                  ExternalGuest& guest) {
    if (filesystem.type == "ram") {
        guest.ram.push_back({filesystem.target, filesystem.ramUsageKib.value_or(0)});
        return {};
    }
    if (filesystem.target != "/")
        return unsupported(file, filesystem.line,
                           "<filesystem>: an external arm has the root and RAM file systems "
                           "(type='ram'), not '" +
                               filesystem.target + "' of type='" + filesystem.type + "'");
    if (!filesystem.readOnly)
        return unsupported(file, filesystem.line,
                           "<filesystem>: the instances of an external arm share their root; write "
                           "<readonly/>");
    return {};
}

Result<ExternalGuest> externalGuest(const DomainDefinition& definition, const std::string& file,
                                    const std::string& tree) {
    if (definition.type != DomainType::lxc)
        return Error{ErrorCode::xmlError,
                     file + ": <domain>: an external arm boots a container; expected type='lxc'"};
    if (!definition.devices.interfaces.empty())
        return unsupported(file, definition.devices.interfaces.front().line,
                           "<interface>: an external arm has loopback alone; leave it out");
    ExternalGuest guest;
    guest.tree = tree;
    guest.memoryKib = definition.memoryKib;
    guest.command = {definition.os.init.value_or("/sbin/init")};
    guest.command.insert(guest.command.end(), definition.os.initArguments.begin(),
                         definition.os.initArguments.end());
    for (const Filesystem& filesystem : definition.devices.filesystems)
        TRY(addFileSystem(filesystem, file, guest));
    return guest;
}

DomainDefinition defaultExternalDefinition() {
    constexpr std::uint64_t mebibyte = 1024;
    DomainDefinition definition;
    definition.type = DomainType::lxc;
    definition.memoryKib = 128 * mebibyte;
    definition.os.type = "exe";
    definition.os.init = "/sbin/init";
    definition.features.privateNetwork = true;
    for (const char* target : {"/run", "/tmp", "/var"}) {
        Filesystem ram;
        ram.type = "ram";
        ram.ramUsageKib = 16 * mebibyte;
        ram.target = target;
        definition.devices.filesystems.push_back(ram);
    }
    return definition;
}

} // namespace twinvirt::bench
