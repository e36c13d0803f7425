#include "lxc/elements.h"

namespace twinvirt::lxc {

static constexpr auto honoured = Treatment::honoured;
static constexpr auto ignored = Treatment::ignored;
static constexpr auto refused = Treatment::refused;

// Reasons that several rows share.
static constexpr const char* otherFilesystem =
    "only type='mount' (a directory of the host) and type='ram' are offered yet; mount it on the "
    "host and give its directory with type='mount'";
static constexpr const char* noInterface =
    "network interfaces of a container are not offered yet; write <features><privnet/></features> "
    "for a network of its own with lo only";
static constexpr const char* noHostDevice =
    "devices of the host are not handed to a container yet; remove <hostdev>";
static constexpr const char* noSharing =
    "sharing a namespace with another process is not offered yet; remove it";

const std::vector<ElementRule>& elementRules() {
    static const std::vector<ElementRule> rules{
        {"name", honoured, "also the host name, without what a host name cannot have"},
        {"uuid", honoured, "made when it is missing"},
        {"title", honoured, ""},
        {"description", honoured, ""},
        {"metadata", honoured, "kept for its owner"},
        {"memory", honoured, "limit of the memory cgroup"},
        {"currentMemory", honoured, "shown; the limit is <memory> or <memtune>"},
        {"blkiotune/weight", ignored, "block input and output is not limited yet"},
        {"blkiotune/device", ignored, "block input and output is not limited yet"},
        {"memtune", honoured, "hard_limit, soft_limit and swap_hard_limit"},
        {"memtune/min_guarantee", ignored, "no kernel interface guarantees memory"},
        {"vcpu[@cpuset]", honoured, "cpuset.cpus"},
        {"vcpu", ignored,
         "the number of virtual CPUs binds no container; write <vcpu cpuset='0-1'> or "
         "<cputune><quota>"},
        {"vcpu[@current]", ignored, "the number of virtual CPUs binds no container"},
        {"vcpu[@placement='auto']", ignored, "numad is not asked; write <vcpu cpuset='0-1'>"},
        {"numatune/memory", ignored, "memory comes from any node of the host yet"},
        {"resource/pids", refused, "the number of tasks is not limited yet; remove <pids>"},
        {"cputune", honoured, "shares, period and quota"},
        {"resource", honoured, "the partition: a directory of each cgroup hierarchy"},
        {"os/type", honoured, "exe"},
        {"os/type[@arch]", refused,
         "a container runs the architecture of its host, or i686 on x86_64; write "
         "<type>exe</type>"},
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
        {"idmap", honoured,
         "a user namespace; files are shown through idmapped mounts, nothing is chowned; "
         "mode='auto' (ours) takes a free range of /etc/subuid and /etc/subgid at each start"},
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
        {"devices/filesystem[@type='bind']", refused, otherFilesystem},
        {"devices/filesystem[@type='file']", refused, otherFilesystem},
        {"devices/filesystem[@type='block']", refused, otherFilesystem},
        {"devices/filesystem[@type='volume']", refused, otherFilesystem},
        {"devices/filesystem[@type='template']", refused, otherFilesystem},
        {"devices/filesystem[@type='overlay']", refused, otherFilesystem},
        {"devices/filesystem[@accessmode]", ignored, "files keep their owners (passthrough)"},
        {"devices/filesystem/driver", ignored, "a directory and a tmpfs have no driver"},
        {"devices/filesystem/space_hard_limit", ignored, "OpenVZ's; a type='ram' has a size"},
        {"devices/filesystem/space_soft_limit", ignored, "OpenVZ's; a type='ram' has a size"},
        {"devices/interface[@type='network']", refused, noInterface},
        {"devices/interface[@type='bridge']", refused, noInterface},
        {"devices/interface[@type='ethernet']", refused, noInterface},
        {"devices/interface[@type='direct']", refused, noInterface},
        {"devices/interface[@type='user']", refused, noInterface},
        {"devices/interface[@type='vhostuser']", refused, noInterface},
        {"devices/interface[@type='server']", refused, noInterface},
        {"devices/interface[@type='client']", refused, noInterface},
        {"devices/interface[@type='mcast']", refused, noInterface},
        {"devices/interface[@type='udp']", refused, noInterface},
        {"devices/interface[@type='internal']", refused, noInterface},
        {"devices/interface[@type='hostdev']", refused, noInterface},
        {"devices/interface[@type='vdpa']", refused, noInterface},
        {"devices/interface[@type='null']", refused, noInterface},
        {"devices/interface[@type='vds']", refused, noInterface},
        {"devices/disk", refused,
         "a container has no disks; mount it on the host and give the directory with "
         "<filesystem type='mount'>"},
        {"devices/hostdev[@mode='capabilities'][@type='storage']", refused, noHostDevice},
        {"devices/hostdev[@mode='capabilities'][@type='misc']", refused, noHostDevice},
        {"devices/hostdev[@mode='capabilities'][@type='net']", refused, noHostDevice},
        {"devices/hostdev[@mode='subsystem']", refused, noHostDevice},
        {"devices/console", honoured, "one or more terminals; one is made when there is none"},
        {"devices/console[@type]", refused,
         "a container's console is a terminal; write type='pty'"},
        {"devices/serial", ignored, "a container has no serial port; its console is <console>"},
        {"seclabel", ignored, "no security module labels a container yet; write type='none'"},
        {"lxc:namespace/lxc:sharenet", refused, noSharing},
        {"lxc:namespace/lxc:shareipc", refused, noSharing},
        {"lxc:namespace/lxc:shareuts", refused, noSharing},
        {"twinvirt:isolation", honoured,
         "ours: preset default, hardened or compat; seccomp, nonewprivs, time, rlimit"},
    };
    return rules;
}

} // namespace twinvirt::lxc
