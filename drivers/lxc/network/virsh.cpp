#include "lxc/network/virsh.h"

#include "util/file_lock.h"

#include <sys/stat.h>

#include <cerrno>
#include <chrono>
#include <unistd.h>

namespace twinvirt::lxc {

using namespace std::chrono_literals;

/// A filter is dozens of calls of ebtables, of some milliseconds to 50 each.
static constexpr auto answerPatience = 60s;
static constexpr auto startPatience = 40s;

std::string libvirtStarter(const InstallPaths& install) {
    return install.libexec + "/twinvirt-libvirtd";
}

bool foundNoDaemon(const HostProgramEnd& end) {
    const auto says = [&end](const char* text) {
        return end.errors.find(text) != std::string::npos;
    };
    // The last one: it was about to leave for want of work.
    return !end.isSuccess() &&
           (says("failed to connect to the hypervisor") || says("End of file while reading data"));
}

std::string virshReason(const HostProgramEnd& end) {
    constexpr std::string_view head = "error: ";
    std::string line = end.errors.substr(end.errors.rfind('\n') + 1);
    return line.starts_with(head) ? line.substr(head.size()) : line;
}

static bool mayStartDaemon(const std::string& starter) {
    const bool systemd = ::access("/run/systemd/system", F_OK) == 0; // man 3 sd_booted
    return !systemd && ::geteuid() == 0 && !starter.empty() && ::access(starter.c_str(), X_OK) == 0;
}

static Result<void> startDaemon(const std::string& starter) {
    HostProgram program;
    program.paths = {starter};
    program.arguments = {starter};
    program.patience = startPatience;
    const auto end = TRY(runHostProgram(program));
    if (end.isSuccess())
        return {};
    return Error{ErrorCode::noConnect,
                 "start libvirtd: " + (end.errors.empty() ? starter + " failed" : end.errors)};
}

static Result<HostProgramEnd> runOnce(const std::vector<std::string>& arguments, int input) {
    HostProgram program;
    program.paths = {"/usr/bin/virsh", "/usr/local/bin/virsh"};
    program.arguments = {"virsh", "--quiet", "--connect", "nwfilter:///system"};
    program.arguments.insert(program.arguments.end(), arguments.begin(), arguments.end());
    program.environment = {"PATH=/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL=C"};
    program.input = input;
    program.endsWithCaller = true;
    program.patience = answerPatience;
    return runHostProgram(program);
}

Result<HostProgramEnd> runVirsh(const std::vector<std::string>& arguments, int input,
                                const std::string& starter) {
    auto end = TRY(runOnce(arguments, input));
    if (!foundNoDaemon(end) || !mayStartDaemon(starter))
        return end;
    if (::mkdir("/run/twinvirt", 0755) != 0 && errno != EEXIST)
        return systemError("start libvirtd: mkdir(/run/twinvirt)");
    // The KVM driver's, so that one is started.
    const auto lock = TRY_WITHIN("start libvirtd",
                                 FileLock::acquire("/run/twinvirt/libvirtd.lock", startPatience));
    end = TRY(runOnce(arguments, input));
    if (!foundNoDaemon(end))
        return end;
    TRY(startDaemon(starter));
    return runOnce(arguments, input);
}

} // namespace twinvirt::lxc
