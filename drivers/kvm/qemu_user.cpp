#include "kvm/qemu_user.h"

#include "util/atomic_file.h"

#include <algorithm>
#include <cstdlib>
#include <grp.h>
#include <optional>
#include <pwd.h>
#include <sstream>

namespace twinvirt::kvm {

namespace {

/// The value of `key = "value"` in a libvirt configuration file; the last one counts.
std::optional<std::string> valueOf(const std::string& text, const std::string& key) {
    std::optional<std::string> found;
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) {
        const auto first = line.find_first_not_of(" \t");
        if (first == std::string::npos || line.compare(first, key.size(), key) != 0)
            continue;
        const auto equals = line.find_first_not_of(" \t", first + key.size());
        if (equals == std::string::npos || line[equals] != '=')
            continue;
        const auto open = line.find('"', equals);
        const auto close = open == std::string::npos ? open : line.find('"', open + 1);
        if (close != std::string::npos)
            found = line.substr(open + 1, close - open - 1);
    }
    return found;
}

Error noUser(const std::string& name) {
    return {ErrorCode::invalidArgument,
            "look up the user that QEMU runs as: user '" + name +
                "' does not exist; it comes with Debian's package: apt-get install "
                "libvirt-daemon-system",
            0};
}

} // namespace

Result<QemuUser> findQemuUser(const std::string& configuration) {
    QemuUser user;
    user.name = "libvirt-qemu";
    if (const auto text = readFile(configuration); text)
        user.name = valueOf(*text, "user").value_or(user.name);
    // libvirt's way to write a number: "+0".
    const passwd* entry =
        user.name.starts_with('+')
            ? ::getpwuid(static_cast<uid_t>(std::strtoul(user.name.c_str() + 1, nullptr, 10)))
            : ::getpwnam(user.name.c_str());
    if (entry == nullptr)
        return noUser(user.name);
    user.uid = entry->pw_uid;
    user.groups.resize(256);
    int count = static_cast<int>(user.groups.size());
    if (::getgrouplist(entry->pw_name, entry->pw_gid, user.groups.data(), &count) < 0)
        count = static_cast<int>(user.groups.size());
    user.groups.resize(static_cast<std::size_t>(count));
    if (::getpwnam("libvirt-qemu") == nullptr)
        return noUser("libvirt-qemu");
    return user;
}

bool QemuUser::mayReadAndWrite(const struct stat& file) const {
    if (uid == 0)
        return true;
    const bool member = std::find(groups.begin(), groups.end(), file.st_gid) != groups.end();
    const mode_t needed = S_IRUSR | S_IWUSR;
    const int shift = file.st_uid == uid ? 0 : member ? 3 : 6;
    return ((file.st_mode << shift) & needed) == needed;
}

} // namespace twinvirt::kvm
