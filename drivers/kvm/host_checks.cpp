#include "kvm/host_checks.h"

#include "kvm/libvirt_error.h"
#include "kvm/probe/kvm_probe.h"
#include "kvm/qemu_user.h"
#include "util/process.h"

#include <sys/stat.h>
#include <sys/wait.h>

#include <cerrno>
#include <cstring>
#include <unistd.h>

namespace twinvirt::kvm {

namespace {

HostCheck about(const std::string& topic) {
    HostCheck check;
    check.driver = "QEMU";
    check.topic = topic;
    return check;
}

HostCheck& failing(HostCheck& check, CheckVerdict verdict, std::string detail, std::string remedy) {
    check.verdict = verdict;
    check.detail = std::move(detail);
    check.remedy = std::move(remedy);
    return check;
}

/// libvirt's packing of a version.
std::string versionText(unsigned long version) {
    return std::to_string(version / 1000000) + "." + std::to_string(version / 1000 % 1000) + "." +
           std::to_string(version % 1000);
}

} // namespace

HostCheck checkKvmDevice() {
    auto check = about("if device /dev/kvm is accessible");
    if (::access("/dev/kvm", R_OK | W_OK) == 0)
        return check;
    const int reason = errno;
    return failing(check, CheckVerdict::warn, std::string("/dev/kvm: ") + std::strerror(reason),
                   reason == ENOENT ? "load kvm_intel or kvm_amd; enable virtualization in the "
                                      "firmware, or nested virtualization of the host above"
                                    : "add the user to group kvm, or chmod 0666 /dev/kvm");
}

HostCheck checkKvmRunsGuest() {
    auto check = about("if KVM runs a guest (probed)");
    const auto verdict = probedKvm({}, probeCacheDirectory());
    check.detail = verdict.reason;
    if (verdict.works)
        return check;
    return failing(check, CheckVerdict::warn, verdict.reason,
                   "machines run emulated (TCG) only: <domain type='qemu'>, or start --emulate; to "
                   "probe again remove " +
                       probeCacheDirectory() + "/kvm-probe");
}

HostCheck checkEmulator() {
    auto check = about("if QEMU is installed");
    const ProbeRequest request;
    const auto run = runProcess(request.emulator, {"--version"}, std::chrono::seconds(10));
    if (run && WIFEXITED(run->status) && WEXITSTATUS(run->status) == 0) {
        check.detail = run->output.substr(0, run->output.find('\n'));
        return check;
    }
    return failing(check, CheckVerdict::fail, request.emulator + " does not run",
                   "apt-get install qemu-system-x86");
}

HostCheck checkQemuUser() {
    auto check = about("if QEMU's user may open /dev/kvm");
    const auto user = findQemuUser();
    if (!user)
        return failing(check, CheckVerdict::fail, user.error().message,
                       "apt-get install libvirt-daemon-system");
    struct stat device {};
    check.detail = "user " + user->name;
    if (::stat("/dev/kvm", &device) != 0 || user->mayReadAndWrite(device))
        return check;
    return failing(check, CheckVerdict::warn,
                   "user " + user->name +
                       " may not: a libvirtd of the host's probes QEMU again at every look-up "
                       "(`define` takes 40 s); one that twinsh starts has a /dev/kvm of its own",
                   "chgrp kvm /dev/kvm; chmod 660 /dev/kvm");
}

HostCheck checkLibvirt(Session& session) {
    auto check = about("if libvirt answers on " + session.uri().toString());
    const auto connection = session.connection();
    if (!connection)
        return failing(check, CheckVerdict::fail, connection.error().message,
                       "apt-get install libvirt-daemon-system libvirt-daemon-driver-qemu");
    unsigned long version = 0;
    if (virConnectGetLibVersion(*connection, &version) < 0)
        return failing(check, CheckVerdict::fail, lastLibvirtError().message,
                       "look into /var/log/libvirt/libvirtd.log");
    check.detail = "libvirt " + versionText(version);
    return check;
}

} // namespace twinvirt::kvm
