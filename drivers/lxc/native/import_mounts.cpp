#include "lxc/native/import.h"

#include <algorithm>
#include <array>

namespace twinvirt::lxc {

namespace {

/// One line of lxc.mount.entry, which is one of fstab(5).
struct MountEntry {
    std::string source;
    std::string target;
    std::string type;
    std::vector<std::string> options;

    bool has(const std::string& option) const { return std::ranges::count(options, option) > 0; }
};

/// fstab's \040 for a blank.
std::string unescaped(const std::string& text) {
    std::string result;
    const auto isOctal = [](char c) { return c >= '0' && c <= '7'; };
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool escape = text[i] == '\\' && i + 3 < text.size() && text[i + 1] <= '1' &&
                            isOctal(text[i + 1]) && isOctal(text[i + 2]) && isOctal(text[i + 3]);
        if (!escape) {
            result += text[i];
            continue;
        }
        const int byte = (text[i + 1] - '0') * 64 + (text[i + 2] - '0') * 8 + (text[i + 3] - '0');
        result += byte < 0x20 ? '?' : static_cast<char>(byte);
        i += 3;
    }
    return result;
}

Result<MountEntry> parseEntry(const ConfigLine& line) {
    const auto words = wordsOf(line.value);
    if (words.size() < 4)
        return line.error("'" + line.value +
                          "' is not right; expected 'SOURCE TARGET TYPE OPTIONS'");
    return MountEntry{unescaped(words[0]), unescaped(words[1]), words[2], splitAt(words[3], ',')};
}

/// Inside the container: relative to the root, or absolute on the host below the root's path.
std::string targetInside(const std::string& target, const std::string& root) {
    if (!root.empty() && target.starts_with(root + '/'))
        return target.substr(root.size());
    return target.starts_with('/') ? target : '/' + target;
}

/// Where a tmpfs's size is said: "size=64m", "size=50%".
Result<std::uint64_t> tmpfsKib(Import& import, const ConfigLine& line, const MountEntry& entry) {
    const std::uint64_t memory = import.domain.memoryKib;
    std::string size;
    for (const auto& option : entry.options)
        if (option.starts_with("size="))
            size = option.substr(5);
    if (size.empty()) {
        import.note(line, "no size: half of the memory, as the kernel takes it");
        return std::max<std::uint64_t>(1, memory / 2);
    }
    constexpr std::string_view units = "kmg";
    std::string_view number = size;
    if (number.ends_with('%')) {
        number.remove_suffix(1);
        const auto percent = TRY(readAs(line, numberBetween<std::uint64_t>(1, 100), number));
        return std::max<std::uint64_t>(1, memory / 100 * percent);
    }
    const auto unit = units.find(static_cast<char>(number.back() | 0x20));
    if (unit != std::string_view::npos)
        number.remove_suffix(1);
    constexpr std::uint64_t most = std::uint64_t{1} << 40U;
    const auto amount = TRY(readAs(line, numberBetween<std::uint64_t>(1, most), number));
    if (unit == std::string_view::npos)
        return (amount + 1023) / 1024;
    return amount << (10 * unit);
}

void noteOptions(Import& import, const ConfigLine& line, const MountEntry& entry) {
    constexpr std::array known{"bind",     "rbind",      "ro",         "rw",
                               "defaults", "create=dir", "create=file"};
    std::string unknown;
    for (const auto& option : entry.options) {
        const bool isKnown =
            std::ranges::any_of(known, [&](const char* word) { return option == word; });
        if (!isKnown && !option.starts_with("size="))
            unknown += (unknown.empty() ? "" : ",") + option;
    }
    if (!unknown.empty())
        import.note(line, "the options " + unknown + " are dropped");
}

Result<void> finishMount(Import& import, const ConfigLine& line, const std::string& root) {
    const auto entry = TRY(parseEntry(line));
    constexpr std::array alwaysMade{"proc",   "sysfs",   "devpts",   "mqueue",
                                    "cgroup", "cgroup2", "devtmpfs", "securityfs"};
    if (std::ranges::any_of(alwaysMade, [&](const char* type) { return entry.type == type; })) {
        import.note(line, "dropped: /proc, /sys and /dev are always made");
        return {};
    }
    Filesystem filesystem;
    filesystem.target = targetInside(entry.target, root);
    filesystem.readOnly = entry.has("ro");
    const bool isBind = entry.has("bind") || entry.has("rbind");
    if (isBind && filesystem.target == entry.source && isHandedOver(import, entry.source))
        return {};
    if (entry.type == "tmpfs") {
        filesystem.type = "ram";
        filesystem.ramUsageKib = TRY(tmpfsKib(import, line, entry));
    } else if (isBind || entry.source.starts_with("/dev/")) {
        filesystem.type = isBind ? "mount" : "block";
        filesystem.source = TRY(readAs(line, absolutePath(), entry.source));
    } else {
        import.note(line, "dropped: a file system of type " + entry.type +
                              " is mounted on the host; give its directory with bind");
        return {};
    }
    noteOptions(import, line, entry);
    import.domain.devices.filesystems.push_back(std::move(filesystem));
    return {};
}

std::string directoryOf(const std::string& path) {
    const auto slash = path.rfind('/');
    return slash == 0 || slash == std::string::npos ? "/" : path.substr(0, slash);
}

/// "overlay:/lower:/upper"; LXC puts the work directory beside the upper one.
Result<void> readOverlay(const ConfigLine& line, const std::string& directories,
                         Filesystem& filesystem) {
    const auto parts = splitAt(directories, ':');
    if (parts.size() < 2)
        return line.error("'" + directories + "' is not right; expected 'LOWER:UPPER'");
    auto& overlay = filesystem.overlay.emplace();
    filesystem.type = "overlay";
    filesystem.source = TRY(readAs(line, absolutePath(), parts[0]));
    for (std::size_t i = 1; i + 1 < parts.size(); ++i)
        overlay.lowerDirs.push_back(TRY(readAs(line, absolutePath(), parts[i])));
    overlay.upperDir = TRY(readAs(line, absolutePath(), parts.back()));
    overlay.workDir = directoryOf(overlay.upperDir) + "/olwork";
    return {};
}

/// The root as a file system: "/dir", "dir:/dir", "/dev/vg/x", "overlay:…", "loop:…", "nbd:…".
Result<Filesystem> readRoot(const ConfigLine& line) {
    Filesystem filesystem;
    filesystem.target = "/";
    const auto colon = line.value.starts_with('/') ? std::string::npos : line.value.find(':');
    const auto kind = colon == std::string::npos ? "" : line.value.substr(0, colon);
    const auto path = colon == std::string::npos ? line.value : line.value.substr(colon + 1);
    if (kind == "overlay" || kind == "overlayfs") {
        TRY(readOverlay(line, path, filesystem));
        return filesystem;
    }
    if (kind == "loop" || kind == "nbd") {
        filesystem.type = "file";
        filesystem.driverType = kind;
        filesystem.driverFormat = kind == "loop" ? "raw" : "qcow2";
    } else if (path.starts_with("/dev/")) {
        filesystem.type = "block";
    } else if (!kind.empty() && kind != "dir" && kind != "btrfs") {
        return line.error("a root of kind '" + kind +
                          "' is not known; mount it and write dir:/its/directory");
    }
    filesystem.source = TRY(readAs(line, absolutePath(), path));
    return filesystem;
}

} // namespace

Result<void> importRoot(Import& import, const ConfigLine& line) {
    import.root = line;
    return {};
}

Result<void> importRootOptions(Import& import, const ConfigLine& line) {
    for (const auto& option : splitAt(line.value, ','))
        if (option == "ro")
            import.rootReadOnly = true;
        else if (option != "rw" && option != "defaults" && !option.empty())
            import.note(line, "the option " + option + " is dropped");
    return {};
}

Result<void> importMount(Import& import, const ConfigLine& line) {
    if (line.value.empty())
        import.mounts.clear();
    else
        import.mounts.push_back(line);
    return {};
}

Result<void> refuseFstab(Import& /*import*/, const ConfigLine& line) {
    if (line.value.empty())
        return {};
    return line.error("lxc.mount.fstab or lxc.mount found, use lxc.mount.entry lines instead",
                      ErrorCode::argumentUnsupported);
}

Result<void> finishFilesystems(Import& import) {
    std::string root;
    if (import.root) {
        auto filesystem = TRY(readRoot(*import.root));
        filesystem.readOnly = import.rootReadOnly;
        if (filesystem.type == "mount")
            root = filesystem.source.value_or("");
        import.domain.devices.filesystems.push_back(std::move(filesystem));
    }
    for (const auto& line : import.mounts)
        TRY(finishMount(import, line, root));
    return {};
}

} // namespace twinvirt::lxc
