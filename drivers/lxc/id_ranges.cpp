#include "lxc/id_ranges.h"

#include "lxc/domain_state.h"
#include "lxc/isolation/release.h"
#include "util/atomic_file.h"

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <filesystem>
#include <optional>

namespace twinvirt::lxc {

namespace {

constexpr std::uint32_t idsOfAContainer = 65536;

struct Span {
    std::uint64_t start = 0;
    std::uint64_t count = 0;
    [[nodiscard]] std::uint64_t end() const { return start + count; }
};

bool overlaps(const Span& span, const IdMapRange& range) {
    return span.start < std::uint64_t{range.target} + range.count && range.target < span.end();
}

std::string_view takeUntil(std::string_view& text, char separator) {
    const auto position = text.find(separator);
    const std::string_view part = text.substr(0, position);
    text.remove_prefix(position == std::string_view::npos ? text.size() : position + 1);
    return part;
}

std::optional<std::uint64_t> number(std::string_view text) {
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size() || value > 0xffffffffU)
        return std::nullopt;
    return value;
}

/// "USER:START:COUNT" lines of subuid(5); what is no such line is skipped, as newuidmap does.
std::vector<Span> spansOf(std::string_view file, std::string_view user) {
    std::vector<Span> spans;
    while (!file.empty()) {
        std::string_view line = takeUntil(file, '\n');
        const bool ours = takeUntil(line, ':') == user;
        const auto start = number(takeUntil(line, ':'));
        const auto count = number(line);
        // Root of the host is nobody's subordinate id, nor is (uid_t)-1.
        if (ours && start && count && *start > 0 && *start + *count <= 0xffffffffU)
            spans.push_back({*start, *count});
    }
    return spans;
}

using Ranges = std::vector<IdMapRange> IdMap::*;

bool isUsed(const Span& span, const std::vector<IdsInUse>& used, Ranges kind) {
    for (const IdsInUse& one : used)
        for (const IdMapRange& range : one.map.*kind)
            if (overlaps(span, range))
                return true;
    return false;
}

std::optional<std::uint32_t> findFree(std::string_view file, const std::vector<IdsInUse>& used,
                                      Ranges kind) {
    auto spans = spansOf(file, "twinvirt");
    if (spans.empty())
        spans = spansOf(file, "root");
    for (const Span& span : spans)
        for (Span part{span.start, idsOfAContainer}; part.end() <= span.end();
             part.start += idsOfAContainer)
            if (!isUsed(part, used, kind))
                return static_cast<std::uint32_t>(part.start);
    return std::nullopt;
}

Error noneFree(const char* file) {
    return {ErrorCode::configUnsupported,
            "<idmap mode='auto'>: " + std::string(file) +
                " has no range of 65536 ids left for 'twinvirt' or 'root'; add a line as "
                "'twinvirt:1000000:6553600' (room for 100 containers)"};
}

std::string subordinateIds(const StatePaths& paths, const std::string& file) {
    const auto own = readFile(paths.root + file);
    return own ? *own : readFile(file).value_or("");
}

} // namespace

Result<std::vector<IdsInUse>> idsInUse(const StatePaths& paths, const std::string& except) {
    std::vector<IdsInUse> used;
    const std::string own = paths.runDirectory(except).path;
    for (const auto& fileName : TRY(runDirectoryNames(paths))) {
        const RunDirectory directory{paths.run() + "/" + fileName};
        if (directory.path == own)
            continue;
        const auto spec = readLaunchSpec(directory); // one that ends meanwhile uses none
        if (spec && spec->hasUserNamespace())
            used.push_back({spec->name, spec->idMap});
    }
    return used;
}

Result<void> refuseIdsInUse(const IdMap& map, const std::vector<IdsInUse>& used) {
    for (const IdsInUse& one : used)
        for (const Ranges kind : {&IdMap::uids, &IdMap::gids})
            for (const IdMapRange& range : map.*kind)
                if (isUsed({range.target, range.count}, {one}, kind))
                    return Error{ErrorCode::operationInvalid,
                                 "Requested operation is not valid: <idmap>: ids " +
                                     std::to_string(range.target) + " to " +
                                     std::to_string(std::uint64_t{range.target} + range.count - 1) +
                                     " of the host are in use by domain '" + one.name +
                                     "'; give each container a range of its own, or write "
                                     "<idmap mode='auto'/>"};
    return {};
}

Result<IdMap> takeFreeIds(std::string_view subuid, std::string_view subgid,
                          const std::vector<IdsInUse>& used) {
    const auto user = findFree(subuid, used, &IdMap::uids);
    if (!user)
        return noneFree("/etc/subuid");
    const auto group = findFree(subgid, used, &IdMap::gids);
    if (!group)
        return noneFree("/etc/subgid");
    IdMap map;
    map.automatic = true;
    map.uids.push_back(IdMapRange{0, *user, idsOfAContainer});
    map.gids.push_back(IdMapRange{0, *group, idsOfAContainer});
    return map;
}

Result<FileLock> lockIds(const StatePaths& paths) {
    const std::string folder = paths.root + "/run/twinvirt";
    std::error_code error;
    std::filesystem::create_directories(folder, error);
    return FileLock::acquire(folder + "/ids.lock", std::chrono::seconds(30));
}

Result<IdMap> chooseIds(const StatePaths& paths, const std::string& name, const IdMap& defined,
                        bool automatic) {
    if (!automatic && defined.uids.empty())
        return IdMap{};
    const auto used = TRY(idsInUse(paths, name));
    if (automatic)
        return takeFreeIds(subordinateIds(paths, "/etc/subuid"),
                           subordinateIds(paths, "/etc/subgid"), used);
    TRY(refuseIdsInUse(defined, used));
    return defined;
}

} // namespace twinvirt::lxc
