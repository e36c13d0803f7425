#include "image/debian_files.h"

#include "image/tree_directory.h"
#include "util/atomic_file.h"

#include <sys/stat.h>

#include <array>
#include <cstdio>
#include <filesystem>
#include <unistd.h>
#include <utility>

namespace twinvirt {

namespace fs = std::filesystem;

const std::vector<std::string>& debianPackages() {
    static const std::vector<std::string> packages = {
        "systemd-sysv", // /sbin/init
        "dbus",         // systemd-logind fails without it, and the system is then "degraded"
        "udev",         // a machine's devices: without it ttyS0 gets no login
        "kmod",         // a machine's modules
        "iproute2",     // ip
        "procps",       // ps, free, sysctl
    };
    return packages;
}

// Printed when everything of the default target has been started. StandardOutput is the console of
// a container and of a machine alike.
static constexpr std::string_view readyUnit = R"([Unit]
Description=Say on the console that the system is up
After=multi-user.target

[Service]
Type=oneshot
ExecStart=/bin/echo twinvirt: ready
StandardOutput=tty
TTYPath=/dev/console

[Install]
WantedBy=default.target
)";

/// "root:*:19000:…" becomes "root::19000:…": root logs in on the console without a password, which
/// Debian's PAM allows there ("nullok"). The console belongs to who started the domain; nothing in
/// the tree offers a login over a network.
static Result<void> emptyRootPassword(const std::string& directory) {
    const std::string path = directory + "/etc/shadow";
    std::string shadow = TRY(readFile(path));
    const std::string start = "\nroot:";
    const auto line = ("\n" + shadow).find(start); // where "root:" begins, were there no '\n'
    const auto end = line == std::string::npos ? line : shadow.find(':', line + 5);
    if (end == std::string::npos)
        return Error{ErrorCode::operationFailed, "read '" + path + "': no entry of root"};
    shadow.erase(line + 5, end - line - 5);
    struct stat before {};
    if (::stat(path.c_str(), &before) != 0)
        return systemError("stat(" + path + ")");
    TRY(writeFileAtomically(path, shadow, Durability::volatileState, before.st_mode & 0777U));
    if (::chown(path.c_str(), before.st_uid, before.st_gid) != 0) // group shadow reads it
        return systemError("chown(" + path + ")");
    return {};
}

Result<void> writeDebianFiles(const std::string& directory) {
    const std::string units = directory + "/etc/systemd/system";
    TRY(writeTreeFile(units + "/twinvirt-ready.service", readyUnit, 0644));
    std::error_code error;
    TRY(makeTreeDirectory(units + "/default.target.wants", 0755));
    fs::create_symlink("../twinvirt-ready.service",
                       units + "/default.target.wants/twinvirt-ready.service", error);
    if (error)
        return systemError("enable twinvirt-ready.service: symlink", error.value());
    TRY(emptyRootPassword(directory));
    // mmdebstrap copies the host's name and resolver. systemd keeps the name that the driver gave
    // when the file is missing, and gives each copy of the tree an identity at its first boot when
    // machine-id is empty.
    std::remove((directory + "/etc/hostname").c_str());
    std::remove((directory + "/etc/resolv.conf").c_str());
    return writeTreeFile(directory + "/etc/machine-id", "", 0444);
}

double debianProgress(const std::string& line) {
    static constexpr std::array<std::pair<std::string_view, double>, 6> milestones = {{
        {"I: running apt-get update", 0.02},
        {"I: downloading packages", 0.10},
        {"I: extracting archives", 0.30},
        {"I: installing essential", 0.40},
        {"I: installing remaining", 0.60},
        {"I: cleaning package lists", 0.95},
    }};
    for (const auto& [beginning, fraction] : milestones)
        if (line.starts_with(beginning))
            return fraction;
    return -1;
}

} // namespace twinvirt
