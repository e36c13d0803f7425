#include "kvm/system_daemon.h"

#include "kvm/qemu_user.h"
#include "kvm/unix_socket.h"
#include "util/file_lock.h"
#include "util/process.h"

#include <sys/stat.h>
#include <sys/wait.h>

#include <array>
#include <cerrno>
#include <unistd.h>

namespace twinvirt::kvm {

namespace {

constexpr const char* packages = "apt-get install libvirt-daemon-system libvirt-daemon "
                                 "libvirt-daemon-driver-qemu qemu-system-x86";

constexpr std::array programs{"/usr/sbin/libvirtd", "/usr/sbin/virtlogd"};

bool systemdIsInit() {
    // man 3 sd_booted
    return ::access("/run/systemd/system", F_OK) == 0;
}

Error cannotStart(const std::string& reason) {
    return {ErrorCode::noConnect, "start libvirtd: " + reason, 0};
}

Result<void> checkInstalled() {
    for (const char* program : programs)
        if (::access(program, X_OK) != 0)
            return cannotStart(std::string(program) + " is not there; install it: " + packages);
    if (const auto user = findQemuUser(); !user)
        return cannotStart(user.error().message);
    return {};
}

/// twinvirt-libvirtd returns as soon as libvirtd answers, or says on stderr why it does not. A
/// daemon keeps nothing of the user's environment, hence env -i.
Result<void> startBelowReaper(const InstallPaths& paths) {
    const auto run = TRY_WITHIN(
        "start libvirtd", runProcess("/usr/bin/env", {"-i", paths.libexec + "/twinvirt-libvirtd"},
                                     std::chrono::seconds(40)));
    if (WIFEXITED(run.status) && WEXITSTATUS(run.status) == 0)
        return {};
    auto reason = run.errors;
    while (!reason.empty() && reason.back() == '\n')
        reason.pop_back();
    return cannotStart(reason.empty() ? "twinvirt-libvirtd failed and gave no reason" : reason);
}

} // namespace

bool mayStartSystemDaemon() {
    return ::geteuid() == 0 && !systemdIsInit();
}

Result<void> ensureSystemDaemon(const InstallPaths& paths) {
    if (answersOn(libvirtdSocket))
        return {};
    TRY(checkInstalled());
    if (::mkdir("/run/twinvirt", 0755) != 0 && errno != EEXIST)
        return systemError("start libvirtd: mkdir(/run/twinvirt)");
    const auto lock = TRY_WITHIN("start libvirtd", FileLock::acquire("/run/twinvirt/libvirtd.lock",
                                                                     std::chrono::seconds(60)));
    if (answersOn(libvirtdSocket))
        return {};
    return startBelowReaper(paths);
}

std::string daemonRemedy() {
    if (const auto installed = checkInstalled(); !installed)
        return "; " + installed.error().message;
    if (::geteuid() != 0)
        return "; qemu:///system needs root or a member of group libvirt, qemu:///session serves "
               "every user";
    return systemdIsInit() ? "; systemctl start libvirtd.socket" : "";
}

} // namespace twinvirt::kvm
