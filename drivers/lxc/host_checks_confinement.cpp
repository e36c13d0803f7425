#include "lxc/host_checks.h"
#include "util/atomic_file.h"

#include <linux/magic.h>
#include <sys/vfs.h>

namespace twinvirt::lxc {

std::string lxcfsMount() {
    const std::string place = "/var/lib/lxcfs";
    struct statfs info {};
    const bool mounted = ::statfs((place + "/proc/meminfo").c_str(), &info) == 0 &&
                         static_cast<unsigned long>(info.f_type) == FUSE_SUPER_MAGIC;
    return mounted ? place : std::string();
}

std::vector<HostCheck> checkConfinement() {
    const std::string modules = readFile("/sys/kernel/security/lsm").value_or("");
    const bool confined = modules.find("apparmor") != std::string::npos ||
                          modules.find("selinux") != std::string::npos;
    const std::string lxcfs = lxcfsMount();
    return {hostCheck("for a security module", confined ? CheckVerdict::pass : CheckVerdict::warn,
                      confined ? modules : "neither AppArmor nor SELinux is active",
                      "boot with 'lsm=...,apparmor'; until then namespaces, capabilities and "
                      "seccomp alone keep containers in"),
            hostCheck("for lxcfs", lxcfs.empty() ? CheckVerdict::warn : CheckVerdict::pass,
                      lxcfs.empty() ? "not mounted at /var/lib/lxcfs" : "at " + lxcfs,
                      "install lxcfs and start it: /proc/meminfo, cpuinfo and uptime of a "
                      "container then tell of the container")};
}

} // namespace twinvirt::lxc
