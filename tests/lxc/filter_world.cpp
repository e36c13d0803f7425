#include "lxc/filter_world.h"

#include "util/process.h"

#include <sys/mount.h>
#include <sys/stat.h>

#include <csignal>
#include <fstream>
#include <sched.h>
#include <unistd.h>

namespace twinvirt::lxc {

namespace {

constexpr const char* noSpoofingXml = "<filter name='tv-no-spoofing' chain='root'>"
                                      "<rule action='drop' direction='out' priority='500'>"
                                      "<mac match='no' srcmacaddr='$MAC'/></rule></filter>";

constexpr const char* notToXml = "<filter name='tv-not-to' chain='root'>"
                                 "<rule action='drop' direction='out' priority='500'>"
                                 "<ip dstipaddr='$PEER'/></rule></filter>";

bool writeFilter(const std::string& name, const std::string& xml) {
    return static_cast<bool>(std::ofstream("/etc/libvirt/nwfilter/" + name + ".xml") << xml);
}

/// sysfs shows the links of the network namespace in which it was mounted.
bool showOurLinks() {
    ::mkdir("/run/sys", 0755);
    return ::mount("sysfs", "/run/sys", "sysfs", 0, nullptr) == 0 &&
           ::mount("/run/sys/class/net", "/sys/class/net", nullptr, MS_BIND, nullptr) == 0 &&
           ::mount("/run/sys/devices/virtual/net", "/sys/devices/virtual/net", nullptr, MS_BIND,
                   nullptr) == 0;
}

bool works(const char* command) {
    return ::system(("(" + std::string(command) + ") >/dev/null 2>&1").c_str()) == 0;
}

} // namespace

FilterWorld::FilterWorld() : problem_(enter()) {}

std::string FilterWorld::enter() {
    if (::geteuid() != 0)
        return "containers need root";
    for (const char* program : {"/usr/sbin/libvirtd", "/usr/sbin/virtlogd", "/usr/bin/virsh"})
        if (::access(program, X_OK) != 0)
            return std::string(program) + " is not installed (packages libvirt-daemon-system, "
                                          "libvirt-clients)";
    if (!world_.enter() || ::unshare(CLONE_NEWNET) != 0 || !showOurLinks())
        return "no namespaces of the test's own";
    if (!works("ip link set lo up && ebtables -t nat -L && iptables -L"))
        return "no ebtables or iptables here (packages ebtables, iptables), or no kernel for it";
    ::mkdir("/etc/libvirt/nwfilter", 0755);
    if (!writeFilter(noSpoofing, noSpoofingXml) || !writeFilter(notTo, notToXml))
        return "/etc/libvirt/nwfilter cannot be written";
    return "";
}

void FilterWorld::endDaemon() {
    for (const pid_t pid : world_.daemons())
        if (const auto process = openPidfd(pid)) {
            (void)sendSignal(process->get(), SIGTERM);
            (void)waitForExit(process->get(), std::chrono::seconds(10));
        }
}

} // namespace twinvirt::lxc
