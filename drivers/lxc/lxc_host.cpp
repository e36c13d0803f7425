#include "lxc/lxc_host.h"

#include "lxc/capabilities_xml.h"
#include "lxc/host_checks.h"

#include <sys/utsname.h>

#include <cstdio>
#include <iterator>

namespace twinvirt::lxc {

/// libvirt's LXC driver gives the kernel's version as the hypervisor's.
static unsigned long kernelVersion() {
    utsname host{};
    ::uname(&host);
    unsigned major = 0;
    unsigned minor = 0;
    unsigned release = 0;
    if (std::sscanf(host.release, "%u.%u.%u", &major, &minor, &release) < 2)
        return 0;
    return major * 1000000UL + minor * 1000UL + release;
}

static unsigned long ownVersion() {
    return TWINVIRT_VERSION_MAJOR * 1000000UL + TWINVIRT_VERSION_MINOR * 1000UL +
           TWINVIRT_VERSION_PATCH;
}

Result<DriverVersion> LxcHost::version() {
    return DriverVersion{"LXC", ownVersion(), kernelVersion(), ownVersion()};
}

Result<std::string> LxcHost::capabilities() {
    return capabilitiesXml(context_.install.libexec + "/twinvirt-supervisor");
}

Result<std::vector<HostCheck>> LxcHost::hostChecks() {
    std::vector<HostCheck> checks;
    const auto add = [&checks](std::vector<HostCheck> more) {
        checks.insert(checks.end(), std::make_move_iterator(more.begin()),
                      std::make_move_iterator(more.end()));
    };
    add(checkNamespaces());
    add(checkCgroups(CgroupLayout::detect().value_or(CgroupLayout{})));
    add(checkSeccomp());
    add(checkConfinement());
    add(checkMounts());
    add(checkNetwork());
    for (const auto& file : context_.store.quarantined())
        add({hostCheck("for readable definitions", CheckVerdict::warn,
                       "'" + file + "' could not be read and was set aside",
                       "mend it and define it again, or remove it")});
    return checks;
}

} // namespace twinvirt::lxc
