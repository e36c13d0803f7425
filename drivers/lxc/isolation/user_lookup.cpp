#include "lxc/isolation/user_lookup.h"

#include "lxc/isolation/safe_path.h"

#include <sys/stat.h>

#include <cerrno>
#include <charconv>
#include <optional>
#include <string_view>
#include <unistd.h>

namespace twinvirt::lxc {

/// The whole of a small regular file inside; empty when there is none.
static Result<std::string> readBelow(int root, const std::string& path) {
    constexpr off_t limit = 4 << 20;
    const auto fd = openFileBelow(root, path);
    if (!fd && fd.error().errnum == ENOENT)
        return std::string();
    if (!fd)
        return fd.error();
    struct stat info {};
    if (::fstat(fd->get(), &info) != 0 || !S_ISREG(info.st_mode) || info.st_size > limit)
        return Error{ErrorCode::configUnsupported, path + ": not a file of at most 4 MiB"};
    std::string text(static_cast<std::size_t>(info.st_size), '\0');
    const ssize_t count = ::read(fd->get(), text.data(), text.size());
    if (count < 0)
        return systemError("read '" + path + "' in the container");
    text.resize(static_cast<std::size_t>(count));
    return text;
}

static std::string_view takeUntil(std::string_view& text, char separator) {
    const auto position = text.find(separator);
    const std::string_view part = text.substr(0, position);
    text.remove_prefix(position == std::string_view::npos ? text.size() : position + 1);
    return part;
}

/// Digits only, and not the number that means "no change" to setresuid(2).
static std::optional<unsigned> readId(std::string_view text) {
    unsigned id = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), id);
    if (error != std::errc() || end != text.data() + text.size() || id == 0xffffffffU)
        return std::nullopt;
    return id;
}

/// A line of /etc/passwd or /etc/group, split at its colons.
struct Entry {
    std::string_view name;
    std::optional<unsigned> id;    ///< third field
    std::optional<unsigned> group; ///< fourth field of passwd
    std::string_view members;      ///< fourth field of group
    std::string_view home;         ///< sixth field of passwd
};

static Entry readEntry(std::string_view line) {
    Entry entry;
    entry.name = takeUntil(line, ':');
    takeUntil(line, ':');
    entry.id = readId(takeUntil(line, ':'));
    entry.members = takeUntil(line, ':');
    entry.group = readId(entry.members);
    takeUntil(line, ':');
    entry.home = takeUntil(line, ':');
    return entry;
}

static std::optional<Entry> findEntry(std::string_view text, const std::string& wanted,
                                      std::optional<unsigned> id) {
    while (!text.empty()) {
        const Entry entry = readEntry(takeUntil(text, '\n'));
        if (entry.id && (id ? entry.id == id : entry.name == wanted && !wanted.empty()))
            return entry;
    }
    return std::nullopt;
}

/// A name first, then a number, as libvirt's virGetUserID; what starts with '+' is a number.
static Result<unsigned> resolve(std::string_view table, const std::string& wanted,
                                const char* what) {
    const bool onlyNumber = wanted[0] == '+';
    if (!onlyNumber)
        if (const auto entry = findEntry(table, wanted, std::nullopt))
            return *entry->id;
    if (const auto id = readId(std::string_view(wanted).substr(onlyNumber ? 1 : 0)))
        return *id;
    return Error{ErrorCode::configUnsupported, std::string("unknown ") + what + " '" + wanted +
                                                   "': neither a name in the container's files nor "
                                                   "a number from 0 to 4294967294"};
}

static std::vector<gid_t> groupsOf(std::string_view table, std::string_view user) {
    std::vector<gid_t> groups;
    while (!table.empty()) {
        const Entry entry = readEntry(takeUntil(table, '\n'));
        std::string_view members = entry.members;
        while (!members.empty())
            if (takeUntil(members, ',') == user && entry.id && groups.size() < 1024)
                groups.push_back(*entry.id);
    }
    return groups;
}

Result<UserIds> lookUpUser(int root, const std::string& user, const std::string& group) {
    UserIds ids;
    if (user.empty() && group.empty())
        return ids;
    const std::string users = TRY(readBelow(root, "/etc/passwd"));
    const std::string groups = TRY(readBelow(root, "/etc/group"));
    if (!user.empty())
        ids.user = TRY(resolve(users, user, "user"));
    if (const auto entry = findEntry(users, "", ids.user)) {
        ids.group = entry->group.value_or(0);
        ids.groups = groupsOf(groups, entry->name);
        ids.home = entry->home;
    }
    if (!group.empty())
        ids.group = TRY(resolve(groups, group, "group"));
    return ids;
}

} // namespace twinvirt::lxc
