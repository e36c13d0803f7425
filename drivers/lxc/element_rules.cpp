#include "lxc/elements.h"

namespace twinvirt::lxc {

static constexpr auto honoured = Treatment::honoured;
static constexpr auto ignored = Treatment::ignored;
static constexpr auto refused = Treatment::refused;

const std::vector<ElementRule>& elementRules() {
    static const std::vector<ElementRule> rules{
        {"name", honoured, "also the host name, without what a host name cannot have"},
        {"uuid", honoured, "made when it is missing"},
        {"title", honoured, ""},
        {"description", honoured, ""},
        {"metadata", honoured, "kept for its owner"},
        {"memory", honoured, "limit of the memory cgroup"},
        {"currentMemory", honoured, "shown; the limit is <memory> or <memtune>"},
        {"memtune", honoured, "hard_limit, soft_limit and swap_hard_limit"},
        {"vcpu[@cpuset]", honoured, "cpuset.cpus"},
        {"vcpu", ignored,
         "the number of virtual CPUs binds no container; write <vcpu cpuset='0-1'> or "
         "<cputune><quota>"},
        {"cputune", honoured, "shares, period and quota"},
        {"resource", honoured, "the partition: a directory of each cgroup hierarchy"},
        {"os/type", honoured, "exe"},
        {"os/type[@arch]", refused,
         "a container runs the architecture of its host; write <type>exe</type>"},
        {"os/init", honoured, "a path inside the container"},
        {"os/initarg", honoured, ""},
        {"os/initenv", honoured, "comes last, so it overrides"},
        {"os/initdir", honoured, ""},
        {"os/inituser", honoured, "looked up in the container's own /etc/passwd"},
        {"os/initgroup", honoured, "looked up in the container's own /etc/group"},
        {"os/cmdline", refused, "a container has no kernel of its own; use <initarg>"},
        {"os/kernel", refused,
         "a container runs on the host's kernel; remove <kernel>, or define "
         "a machine with type='kvm'"},
        {"os/initrd", refused, "a container has no kernel of its own; remove <initrd>"},
        {"os/boot", ignored, "a container starts its <init>"},
        {"idmap", refused,
         "user namespaces are not offered yet; remove <idmap> (root inside is then root outside: "
         "limit it with <features><capabilities policy='deny'>)"},
        {"features/capabilities", honoured, "policy default, allow or deny"},
        {"features/privnet", honoured, "a network namespace with lo only"},
        {"features/acpi", ignored, "a container has no firmware"},
        {"features/apic", ignored, "a container has no interrupt controller"},
        {"features/pae", ignored, "a container has no page tables of its own"},
        {"clock", honoured, "offset='utc': the host's clock"},
        {"clock[@offset]", ignored, "a container has the host's clock"},
        {"clock/timer", ignored, "a container has the host's timers"},
        {"on_poweroff", honoured, "destroy, restart"},
        {"on_reboot", honoured, "destroy, restart"},
        {"on_crash", honoured, "destroy, restart"},
        {"on_poweroff[@value]", ignored, "preserve and rename-restart act as destroy and restart"},
        {"devices/emulator", honoured, "accepted and printed; a container has no emulator"},
        {"devices/filesystem[@type='mount']", honoured, "a directory of the host; '/' is the root"},
        {"devices/filesystem[@type='ram']", honoured, "a tmpfs"},
        {"devices/filesystem[@type]", refused,
         "only type='mount' (a directory of the host) and type='ram' are offered yet; mount it on "
         "the host and give its directory with type='mount'"},
        {"devices/filesystem[@accessmode]", ignored, "files keep their owners (passthrough)"},
        {"devices/filesystem", ignored, "a part of it that a container does not have"},
        {"devices/interface", refused,
         "network interfaces of a container are not offered yet; write "
         "<features><privnet/></features> for a network of its own with lo only"},
        {"devices/disk", refused,
         "a container has no disks; mount it on the host and give the directory with "
         "<filesystem type='mount'>"},
        {"devices/hostdev", refused,
         "devices of the host are not handed to a container yet; remove <hostdev>"},
        {"devices/console", honoured, "one or more terminals; one is made when there is none"},
        {"devices/console[@type]", refused,
         "a container's console is a terminal; write type='pty'"},
        {"devices/serial", ignored, "a container has no serial port; its console is <console>"},
        {"lxc:namespace", refused,
         "sharing a namespace with another process is not offered yet; remove it"},
    };
    return rules;
}

} // namespace twinvirt::lxc
