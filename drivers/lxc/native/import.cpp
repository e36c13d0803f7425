#include "lxc/native/import.h"

#include "lxc/native/lxc_tools.h"
#include "xml/domain_xml.h"

namespace twinvirt::lxc {

static Result<void> importLines(Import& import, const std::vector<ConfigLine>& lines) {
    for (const auto& line : lines) {
        if (const auto step = stepFor(line.key))
            TRY(step(import, line));
        else
            import.note(line, whyDropped(line.key));
    }
    return {};
}

/// LXC's own rule: the container is named after the directory of its file "config".
static Result<void> nameFromFile(Import& import, const std::string& fileName) {
    if (!import.domain.name.empty())
        return {};
    const auto parts = splitAt(fileName, '/');
    if (parts.size() >= 2 && parts.back() == "config")
        if (auto name = domainName().read(parts[parts.size() - 2]))
            import.domain.name = *name;
    if (import.domain.name.empty())
        return Error{ErrorCode::invalidArgument,
                     fileName + ": the name is missing; add lxc.uts.name = NAME"};
    import.notes.push_back(fileName + ": no lxc.uts.name: named '" + import.domain.name +
                           "' after its directory");
    return {};
}

Result<NativeImport> importLxcConfig(const NativeSource& source) {
    Import import;
    import.domain.type = DomainType::lxc;
    import.domain.os.type = "exe";
    const auto lines = TRY(parseLxcConfig(source));
    TRY(importLines(import, lines));
    TRY(nameFromFile(import, source.fileName));
    if (!import.domain.os.init)
        import.domain.os.init = "/sbin/init";
    finishMemory(import, source.fileName);
    finishCapabilities(import);
    finishDevices(import);
    TRY(finishFilesystems(import));
    TRY(finishNetwork(import));
    if (!import.root)
        import.notes.push_back(source.fileName +
                               ": no lxc.rootfs.path: the container shares the host's root");
    // What spans keys (a map that overlaps, two roots) is told in the words of the definition.
    const auto checked =
        readDomainDefinition({source.fileName + " as XML", formatDomainDefinition(import.domain)});
    if (!checked)
        return Error{ErrorCode::invalidArgument, checked.error().message};
    return NativeImport{std::move(import.domain), std::move(import.notes)};
}

NativeFormat lxcToolsFormat() {
    return {"lxc-tools", importLxcConfig, exportLxcConfig};
}

} // namespace twinvirt::lxc
