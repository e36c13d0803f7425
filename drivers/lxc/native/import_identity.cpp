#include "lxc/native/import.h"

#include <linux/capability.h>
#include <sys/capability.h>

#include <algorithm>
#include <cctype>
#include <limits>

namespace twinvirt::lxc {

Result<void> importName(Import& import, const ConfigLine& line) {
    import.domain.name = TRY(readAs(line, domainName()));
    return {};
}

Result<void> importArch(Import& import, const ConfigLine& line) {
    static const auto format = wordFor<std::string>({{"x86_64", "x86_64"},
                                                     {"amd64", "x86_64"},
                                                     {"linux64", "x86_64"},
                                                     {"x86", "i686"},
                                                     {"i386", "i686"},
                                                     {"i486", "i686"},
                                                     {"i586", "i686"},
                                                     {"i686", "i686"},
                                                     {"athlon", "i686"},
                                                     {"linux32", "i686"},
                                                     {"aarch64", "aarch64"},
                                                     {"arm64", "aarch64"}});
    import.domain.os.arch = TRY(readAs(line, format));
    return {};
}

Result<void> importConsoles(Import& import, const ConfigLine& line) {
    constexpr unsigned most = 64; // ttys of Linux's virtual terminals
    const auto count = TRY(readAs(line, numberBetween<unsigned>(0, most)));
    import.domain.devices.consoles.assign(count, CharacterDevice{});
    for (auto& console : import.domain.devices.consoles)
        console.targetType = "lxc";
    return {};
}

Result<void> importInitCommand(Import& import, const ConfigLine& line) {
    const auto words = quotedWords(line.value);
    if (words.empty())
        return line.error("no command; expected an absolute path inside the container");
    import.domain.os.init = TRY(readAs(line, absolutePath(), words.front()));
    import.domain.os.initArguments.assign(words.begin() + 1, words.end());
    std::erase(import.domain.os.initArguments, ""); // XML has no empty argument
    return {};
}

Result<void> importInitDirectory(Import& import, const ConfigLine& line) {
    import.domain.os.initDirectory = TRY(readAs(line, absolutePath()));
    return {};
}

Result<void> importInitUser(Import& import, const ConfigLine& line) {
    import.domain.os.initUser = TRY(readAs(line, userName()));
    return {};
}

Result<void> importInitGroup(Import& import, const ConfigLine& line) {
    import.domain.os.initGroup = TRY(readAs(line, userName()));
    return {};
}

Result<void> importEnvironment(Import& import, const ConfigLine& line) {
    auto& variables = import.domain.os.initEnvironment;
    if (line.value.empty()) {
        variables.clear();
        return {};
    }
    const auto equals = line.value.find('=');
    if (equals == std::string::npos) {
        import.note(line, "dropped: nothing is taken from the environment of who starts; write " +
                              line.value + "=VALUE");
        return {};
    }
    const auto name = TRY(readAs(line, environmentName(), line.value.substr(0, equals)));
    variables.push_back({name, line.value.substr(equals + 1)});
    return {};
}

/// "u 0 100000 65536": the first id inside, the first one on the host, how many.
Result<void> importIdMap(Import& import, const ConfigLine& line) {
    auto& map = import.domain.idMap;
    if (line.value.empty()) {
        map = {};
        return {};
    }
    const auto words = wordsOf(line.value);
    const bool isKind =
        words.size() == 4 && (words[0] == "u" || words[0] == "g" || words[0] == "b");
    if (!isKind)
        return line.error("'" + line.value + "' is not right; expected 'u 0 100000 65536'");
    const auto number = numberBetween<std::uint32_t>(0, std::numeric_limits<std::uint32_t>::max());
    const IdMapRange range{TRY(readAs(line, number, words[1])), TRY(readAs(line, number, words[2])),
                           TRY(readAs(line, number, words[3]))};
    if (words[0] != "g")
        map.uids.push_back(range);
    if (words[0] != "u")
        map.gids.push_back(range);
    return {};
}

/// The names of a line, lower case and known to the kernel's list.
static Result<std::vector<std::string>> capabilitiesOf(const ConfigLine& line) {
    std::vector<std::string> names;
    for (auto name : wordsOf(line.value)) {
        std::ranges::transform(name, name.begin(),
                               [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
        if (name.starts_with("cap_"))
            name.erase(0, 4);
        cap_value_t number = -1;
        if (::cap_from_name(("cap_" + name).c_str(), &number) != 0 || number > CAP_LAST_CAP)
            return line.error("'" + name + "' is no capability; see man 7 capabilities");
        names.push_back(std::move(name));
    }
    return names;
}

Result<void> importCapabilitiesDropped(Import& import, const ConfigLine& line) {
    if (line.value.empty())
        import.droppedCapabilities.clear();
    for (auto& name : TRY(capabilitiesOf(line)))
        import.droppedCapabilities.insert(std::move(name));
    return {};
}

Result<void> importCapabilitiesKept(Import& import, const ConfigLine& line) {
    if (line.value.empty() || line.value == "none") {
        import.keptCapabilities.reset();
        if (line.value == "none")
            import.keptCapabilities.emplace();
        return {};
    }
    if (!import.keptCapabilities)
        import.keptCapabilities.emplace();
    for (auto& name : TRY(capabilitiesOf(line)))
        import.keptCapabilities->insert(std::move(name));
    return {};
}

void finishCapabilities(Import& import) {
    auto& feature = import.domain.features.capabilities.emplace();
    feature.policy = CapabilityPolicy::allow; // LXC's starting point
    const auto& kept = import.keptCapabilities;
    if (kept)
        feature.policy = CapabilityPolicy::deny;
    for (const auto& name : kept ? *kept : import.droppedCapabilities)
        feature.states.push_back({name, kept.has_value()});
}

/// A path of /proc or of `ip netns`, a process, or a container.
static SharedNamespace sharedNamespace(const std::string& value) {
    constexpr std::string_view netns = "/run/netns/";
    constexpr std::string_view process = "/proc/";
    const auto var = value.starts_with("/var") ? value.substr(4) : value;
    if (var.starts_with(netns))
        return {"netns", var.substr(netns.size())};
    if (value.starts_with(process))
        return {"pid", splitAt(value, '/')[2]};
    const bool isNumber = std::ranges::all_of(value, [](char c) { return c >= '0' && c <= '9'; });
    return {isNumber ? "pid" : "name", value};
}

Result<void> importSharedNamespace(Import& import, const ConfigLine& line) {
    auto& shared = import.domain.sharedNamespaces;
    const auto kind = line.key.substr(line.key.rfind('.') + 1);
    if (line.value.empty())
        return line.error("no namespace; expected a container's name, a PID or a path");
    if (kind == "net")
        shared.net = sharedNamespace(line.value);
    else if (kind == "ipc")
        shared.ipc = sharedNamespace(line.value);
    else if (kind == "uts")
        shared.uts = sharedNamespace(line.value);
    else
        import.note(line, "dropped: only net, ipc and uts can be shared");
    return {};
}

} // namespace twinvirt::lxc
