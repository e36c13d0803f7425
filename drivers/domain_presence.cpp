#include "domain_presence.h"

#include "util/atomic_file.h"
#include "util/uuid.h"

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <dirent.h>
#include <memory>
#include <string_view>

namespace twinvirt {

namespace {

/// What a file about the domain says when `key` is its UUID or its id; empty when it is neither.
std::string markOf(const std::string& key) {
    if (const auto uuid = Uuid::parse(key))
        return "<uuid>" + uuid->toString() + "</uuid>";
    if (!key.empty() && std::ranges::all_of(key, [](char c) { return c >= '0' && c <= '9'; }))
        return " id='" + key + "'";
    return {};
}

bool mayHold(const std::string& directory, const std::string& key, const std::string& mark) {
    const std::unique_ptr<DIR, int (*)(DIR*)> entries(::opendir(directory.c_str()), ::closedir);
    if (!entries)
        return errno != ENOENT && errno != ENOTDIR;
    while (const dirent* entry = ::readdir(entries.get())) {
        const std::string_view file = entry->d_name;
        if (file.starts_with('.'))
            continue;
        const bool definition = file.ends_with(".xml");
        if (key.empty() && definition)
            return true;
        if (file == key || (definition && file.substr(0, file.size() - 4) == key))
            return true;
        if (mark.empty() || !definition)
            continue;
        const auto text = readFile(directory + "/" + entry->d_name);
        if (!text || text->find(mark) != std::string::npos)
            return true;
    }
    return false;
}

std::string environmentOr(const char* variable, const std::string& other) {
    const char* value = std::getenv(variable);
    return value != nullptr && *value != '\0' ? value : other;
}

} // namespace

bool mayHaveDomain(const DomainDirectories& directories, const std::string& key) {
    const auto mark = markOf(key);
    return std::ranges::any_of(
        directories, [&](const std::string& directory) { return mayHold(directory, key, mark); });
}

DomainDirectories libvirtQemuDirectories(bool session) {
    if (!session)
        return {"/etc/libvirt/qemu", "/run/libvirt/qemu"};
    const auto home = environmentOr("HOME", "/");
    const auto configuration = environmentOr("XDG_CONFIG_HOME", home + "/.config");
    const auto runtime = environmentOr("XDG_RUNTIME_DIR", home + "/.cache");
    return {configuration + "/libvirt/qemu", runtime + "/libvirt/qemu/run"};
}

} // namespace twinvirt
