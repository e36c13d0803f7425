#include "lxc/capabilities_xml.h"

#include "lxc/security_modules.h"
#include "util/atomic_file.h"
#include "util/uuid.h"

#include <sys/utsname.h>

#include <sstream>
#include <unistd.h>

namespace twinvirt::lxc {

static std::string number(const std::string& file) {
    const auto text = readFile(file, 4096).value_or("0");
    return text.substr(0, text.find('\n'));
}

/// The host's own identity: the board's UUID, else the machine id, as libvirt does.
static std::string hostUuid() {
    for (const char* file : {"/sys/class/dmi/id/product_uuid", "/etc/machine-id"})
        if (const auto text = readFile(file, 4096))
            if (const auto uuid = Uuid::parse(text->substr(0, text->find('\n'))))
                return uuid->toString();
    return Uuid{}.toString();
}

static std::string cpuElement(long cpu) {
    const std::string topology = "/sys/devices/system/cpu/cpu" + std::to_string(cpu) + "/topology/";
    std::ostringstream xml;
    xml << "            <cpu id='" << cpu << "' socket_id='"
        << number(topology + "physical_package_id") << "' die_id='" << number(topology + "die_id")
        << "' core_id='" << number(topology + "core_id") << "' siblings='"
        << number(topology + "thread_siblings_list") << "'/>\n";
    return xml.str();
}

static std::string topologyElement() {
    const long cpus = ::sysconf(_SC_NPROCESSORS_ONLN);
    const long pageKib = ::sysconf(_SC_PAGESIZE) / 1024;
    const long pages = ::sysconf(_SC_PHYS_PAGES);
    std::ostringstream xml;
    xml << "    <topology>\n      <cells num='1'>\n        <cell id='0'>\n"
        << "          <memory unit='KiB'>" << pages * pageKib << "</memory>\n"
        << "          <pages unit='KiB' size='" << pageKib << "'>" << pages << "</pages>\n"
        << "          <cpus num='" << cpus << "'>\n";
    for (long cpu = 0; cpu < cpus; ++cpu)
        xml << cpuElement(cpu);
    xml << "          </cpus>\n        </cell>\n      </cells>\n    </topology>\n";
    return xml.str();
}

static std::string guestElement(const std::string& arch, const std::string& emulator) {
    const char* wordSize = sizeof(void*) == 8 ? "64" : "32";
    return "  <guest>\n    <os_type>exe</os_type>\n    <arch name='" + arch +
           "'>\n      <wordsize>" + wordSize + "</wordsize>\n      <emulator>" + emulator +
           "</emulator>\n      <domain type='lxc'/>\n    </arch>\n  </guest>\n";
}

/// The module whose labels a container can have; libvirt says "none" where there is none.
static std::string secmodelElement() {
    const auto modules = activeSecurityModules();
    std::string model = "none";
    for (const char* labelling : {"apparmor", "selinux"})
        if (canLabel(labelling, modules))
            model = labelling;
    return "    <secmodel>\n      <model>" + model + "</model>\n      <doi>0</doi>\n" +
           "    </secmodel>\n";
}

std::string capabilitiesXml(const std::string& emulator) {
    utsname host{};
    ::uname(&host);
    std::ostringstream xml;
    xml << "<capabilities>\n\n  <host>\n    <uuid>" << hostUuid() << "</uuid>\n    <cpu>\n"
        << "      <arch>" << host.machine << "</arch>\n    </cpu>\n    <power_management/>\n"
        << topologyElement() << secmodelElement() << "  </host>\n\n"
        << guestElement(host.machine, emulator) << "\n</capabilities>\n";
    return xml.str();
}

} // namespace twinvirt::lxc
