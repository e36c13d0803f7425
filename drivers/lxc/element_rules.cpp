#include "lxc/elements.h"

namespace twinvirt::lxc {

static constexpr auto honoured = Treatment::honoured;
static constexpr auto ignored = Treatment::ignored;
static constexpr auto refused = Treatment::refused;

// Reasons that several rows share.
static constexpr const char* machineInterface =
    "of a machine's emulator; write type='bridge' or type='network'";
static constexpr const char* noHostDevice =
    "devices of the host are not handed to a container yet; remove <hostdev>";

// A row may name several elements, separated by blanks. What checkElements finds and no row names
// is ignored, but a test holds the table complete.
const ElementRules& elementRules() {
    static const ElementRules rules{
        {"name", honoured, "also the host name, without what a host name cannot have"},
        {"uuid", honoured, "made when it is missing"},
        {"genid", ignored, "a container has no firmware that would show it"},
        {"title description metadata", honoured, "kept for whoever reads them"},
        {"maxMemory", ignored,
         "memory is not plugged in; <memory> is the limit and can be changed live"},
        {"memory", honoured, "limit of the memory cgroup"},
        {"currentMemory", honoured, "the limit, where it is less than <memory>"},
        {"blkiotune/weight", honoured,
         "1 to 1000 for blkio.bfq.weight, to 10000 for io.weight; it counts on disks whose "
         "scheduler is bfq, on v2 also under iocost"},
        {"blkiotune/device", honoured, "weight and throttles of one block device of the host"},
        {"memtune/hard_limit", honoured, "the limit instead of <memory>"},
        {"memtune/soft_limit", honoured,
         "what is reclaimed first when the host is short of memory"},
        {"memtune/swap_hard_limit", honoured, "memory and swap together"},
        {"memtune/min_guarantee", ignored, "libvirt's ESX driver alone has it"},
        {"memoryBacking", ignored,
         "a container's memory is the host's; it has no pages of its own to lock or share"},
        {"vcpu", ignored,
         "the number of virtual CPUs alone binds no container; write current='N' for at most the "
         "time of N CPUs, or <vcpu cpuset='0-1'>"},
        {"vcpu[@cpuset]", honoured, "cpuset.cpus"},
        {"vcpu[@current]", honoured, "at most the time of so many CPUs, by a quota"},
        {"vcpu[@placement='auto']", ignored, "numad is not asked; write <vcpu cpuset='0-1'>"},
        {"vcpus iothreads iothreadids defaultiothread", ignored,
         "a container has no virtual CPUs and no I/O threads"},
        {"cputune/shares", honoured, "cpu.shares, or cpu.weight"},
        {"cputune/period cputune/quota", honoured, "CPU time in each period"},
        {"cputune/global_period cputune/global_quota cputune/emulator_period "
         "cputune/emulator_quota cputune/iothread_period cputune/iothread_quota",
         ignored, "all of a container is one group; write <period> and <quota>"},
        {"cputune/vcpupin cputune/emulatorpin cputune/iothreadpin", ignored,
         "there is nothing to pin one by one; write <vcpu cpuset='0-1'>"},
        {"cputune/vcpusched cputune/iothreadsched cputune/emulatorsched", ignored,
         "processes inside choose their schedulers"},
        {"cputune/cachetune cputune/memorytune", ignored, "resctrl is not used"},
        {"numatune/memory", honoured, "cpuset.mems; every mode is as strict as 'strict'"},
        {"numatune/memory[@placement='auto']", ignored,
         "numad is not asked; write <memory nodeset='0'>"},
        {"numatune/memnode", ignored, "a container has no NUMA cells of its own"},
        {"resource/partition", honoured,
         "a directory of each cgroup hierarchy, /machine when there is none"},
        {"resource/pids", honoured, "pids.max: the most tasks at one time"},
        {"resource/fibrechannel", ignored, "a container has no application id"},
        {"sysinfo bootloader bootloader_args", ignored,
         "a container has no firmware and no boot loader"},
        {"os/type", honoured, "exe"},
        {"os/type[@arch]", refused,
         "a container runs the architecture of its host, or i686 on x86_64; write "
         "<type>exe</type>"},
        {"os/init", honoured, "a path inside the container"},
        {"os/initarg", honoured, "one for each argument, blanks and all"},
        {"os/initenv", honoured, "comes last, so it overrides"},
        {"os/initdir", honoured, "the working directory of init"},
        {"os/inituser", honoured, "looked up in the container's own /etc/passwd"},
        {"os/initgroup", honoured, "looked up in the container's own /etc/group"},
        {"os/cmdline", refused, "a container has no kernel of its own; use <initarg>"},
        {"os/kernel", refused,
         "a container runs on the host's kernel; remove <kernel>, or define a machine with "
         "type='kvm'"},
        {"os/initrd", refused, "a container has no kernel of its own; remove <initrd>"},
        {"os/boot os/bootmenu", ignored, "a container starts its <init>"},
        {"os/@firmware os/firmware os/loader os/nvram os/dtb os/root os/acpi os/bios os/smbios",
         ignored, "a container has no firmware"},
        {"idmap", honoured,
         "a user namespace; files are shown through idmapped mounts, nothing is chowned; "
         "mode='auto' (ours) takes a free range of /etc/subuid and /etc/subgid at each start"},
        {"features/capabilities", honoured,
         "policy default, allow or deny; <mknod state='on'/> makes any node, and opens none more"},
        {"features/privnet", honoured, "a network namespace with lo only"},
        {"features/acpi features/apic features/apic/@eoi features/pae features/hap "
         "features/viridian features/hyperv features/kvm features/pvspinlock features/pmu "
         "features/vmport features/gic features/smm features/ioapic features/hpt "
         "features/vmcoreinfo features/htm features/nested-hv features/msrs features/ccf-assist "
         "features/xen features/cfpc features/sbbc features/ibs features/tcg",
         ignored, "features of a machine, and a container is none"},
        {"cpu", ignored, "a container runs on the host's CPUs as they are"},
        {"clock", honoured, "offset='utc': the host's clock"},
        {"clock[@offset]", ignored, "a container has the host's clock"},
        {"clock/timer[@name='rtc'] clock/timer[@name='hpet']", honoured,
         "the host's /dev/rtc or /dev/hpet may be read, where the host has it; the node is made "
         "when the offset is another than utc"},
        {"clock/timer", ignored, "a container has the host's timers"},
        {"clock[@offset]/timer", refused,
         "with an offset other than utc only rtc and hpet can be shown, as in libvirt; remove the "
         "others"},
        {"on_poweroff on_reboot on_crash", honoured, "destroy, restart"},
        {"on_poweroff[@value]", ignored,
         "preserve and coredump-destroy act as destroy, rename-restart and coredump-restart as "
         "restart"},
        {"on_lockfailure pm perf", ignored,
         "of a machine; a container has no lock manager, no sleep states and no events of its own"},
        {"devices/emulator", honoured, "accepted and printed; a container has no emulator"},
        {"devices/disk[@type='block']", honoured, "a device node in /dev, named by <target>"},
        {"devices/disk[@type='file']", honoured,
         "the same, over a loop device; a raw image, or a qcow2 one without a backing file"},
        {"devices/disk[@format]", refused,
         "only raw and qcow2 images can be a disk of a container; convert it once: qemu-img "
         "convert "
         "-O qcow2 OLD NEW"},
        {"devices/disk[@type]", refused,
         "only type='block' and type='file' can be a disk of a container; mount it on the host and "
         "give the directory with <filesystem type='mount'>"},
        {"devices/filesystem[@type='mount']", honoured, "a directory of the host; '/' is the root"},
        {"devices/filesystem[@type='ram']", honoured, "a tmpfs"},
        {"devices/filesystem[@type='bind']", honoured, "a directory of the container's own"},
        {"devices/filesystem[@type='file']", honoured,
         "the file system in an image, raw (over a loop device) or, with <driver type='nbd' "
         "format='qcow2'/>, qcow2 (qemu-storage-daemon shows it raw; no backing file is followed); "
         "its type is detected, its device nodes do not work, and one container at a time may "
         "write "
         "to it"},
        {"devices/filesystem[@type='file']/driver", refused,
         "an image is raw, <driver type='loop' format='raw'/>, or qcow2, <driver type='nbd' "
         "format='qcow2'/>; convert another once: qemu-img convert -O qcow2 OLD NEW"},
        {"devices/filesystem[@type='block']", honoured,
         "the file system on a block device of the host; its device nodes do not work"},
        {"devices/filesystem[@type='volume']", honoured,
         "a volume of libvirt's storage pools, looked up at each start: an image, a device or a "
         "directory"},
        {"devices/filesystem[@type='template']", refused,
         "templates are OpenVZ's; write type='mount' with its directory"},
        {"devices/filesystem[@type='overlay']", honoured,
         "the directory <source dir=> with changes kept in upperdir (ours, not libvirt's); what "
         "writes to a layer of another domain does not start"},
        {"devices/filesystem/readonly", honoured, "and all that is mounted below it"},
        {"devices/filesystem[@accessmode]", ignored, "files keep their owners (passthrough)"},
        {"devices/filesystem/driver", ignored, "only an image (type='file') has a driver"},
        {"devices/filesystem/space_hard_limit devices/filesystem/space_soft_limit", ignored,
         "OpenVZ's; a type='ram' has a size"},
        {"devices/filesystem/binary devices/filesystem/boot devices/filesystem/alias "
         "devices/filesystem/acpi devices/filesystem/address devices/filesystem/@multidevs "
         "devices/filesystem/@model devices/filesystem/@fmode devices/filesystem/@dmode",
         ignored, "of a machine's virtiofs or 9p"},
        {"devices/interface[@type='bridge']", honoured,
         "a veth pair, one end a port of the bridge"},
        {"devices/interface[@type='network']", honoured,
         "libvirt's network: a port of its bridge, or a macvlan on its device"},
        {"devices/interface[@type='ethernet']", honoured,
         "a veth pair; the host's end has what <source> says"},
        {"devices/interface[@type='direct']", honoured,
         "a macvlan: bridge, vepa, private or passthrough"},
        {"devices/interface[@type='user']", honoured,
         "sockets of pasta (package passt) on the host; 10.0.2.15 without <ip>"},
        {"devices/interface[@type='vhostuser']", refused, machineInterface},
        {"devices/interface[@type='server']", refused, machineInterface},
        {"devices/interface[@type='client']", refused, machineInterface},
        {"devices/interface[@type='mcast']", refused, machineInterface},
        {"devices/interface[@type='udp']", refused, machineInterface},
        {"devices/interface[@type='internal']", refused, machineInterface},
        {"devices/interface[@type='hostdev']", refused, machineInterface},
        {"devices/interface[@type='vdpa']", refused, machineInterface},
        {"devices/interface[@type='null']", refused, machineInterface},
        {"devices/interface[@type='vds']", refused, machineInterface},
        {"devices/interface/mac", honoured, "made when it is missing"},
        {"devices/interface/ip devices/interface/route", honoured,
         "inside; without an address nobody gives it any"},
        {"devices/interface/source/ip devices/interface/source/route", honoured,
         "of type='ethernet': of the host's end"},
        {"devices/interface/target", honoured,
         "the host's end; without it a name never used before"},
        {"devices/interface[@type='direct']/target devices/interface[@type='user']/target", ignored,
         "it has no end on the host"},
        {"devices/interface/source/@portgroup", ignored,
         "nothing is taken from the network's port groups; write <vlan> and <bandwidth> here"},
        {"devices/interface/guest", honoured, "the name inside; eth0, eth1, … without it"},
        {"devices/interface/link", honoured, "down: the cable is unplugged; up without it"},
        {"devices/interface/mtu", honoured, "the bridge's without it"},
        {"devices/interface/bandwidth", honoured,
         "average, peak and burst; what is sent is limited at the guest's own end where the kernel "
         "has no policer"},
        {"devices/interface/bandwidth/@floor", ignored, "rates are limited, not guaranteed"},
        {"devices/interface/vlan", honoured, "where the bridge filters VLANs"},
        {"devices/interface/port", honoured, "isolated: from other isolated ports of the bridge"},
        {"devices/interface/script devices/interface/downscript", refused,
         "no program of the definition is run on the host; use a hook (/etc/libvirt/hooks/lxc) or "
         "<ip> and <route>"},
        {"devices/interface/virtualport[@type='openvswitch']", honoured,
         "of type='bridge' and 'network': a port of an Open vSwitch bridge (ovs-vsctl), with its "
         "<vlan>"},
        {"devices/interface/virtualport", refused,
         "ports of 802.1Qbg and 802.1Qbh are made by lldpad for machines; connect to a bridge of "
         "the host, or to one of Open vSwitch"},
        {"devices/interface/filterref", honoured,
         "a filter of libvirt's nwfilter driver (virsh) is bound to the host's end before init "
         "runs; its rules are those of a bridge of the kernel's"},
        {"devices/interface[@type='direct']/filterref devices/interface[@type='user']/filterref",
         refused,
         "filterref is not supported for network interfaces without an end on the host; write "
         "type='bridge', or remove it"},
        {"devices/interface/backend", ignored,
         "type='user' is served by pasta, which is passt, and the others have none"},
        {"devices/interface/portForward", refused,
         "ports are not forwarded yet; remove <portForward>"},
        {"devices/interface/model devices/interface/driver devices/interface/tune "
         "devices/interface/coalesce devices/interface/teaming devices/interface/boot "
         "devices/interface/rom devices/interface/backenddomain devices/interface/alias "
         "devices/interface/acpi devices/interface/address devices/interface/@managed "
         "devices/interface/@trustGuestRxFilters",
         ignored, "of a machine's network card"},
        {"devices/serial devices/parallel", ignored,
         "a container has no serial port; its console is <console>"},
        {"devices/console", honoured, "one or more terminals; one is made when there is none"},
        {"devices/console[@type]", refused,
         "a container's console is a terminal; write type='pty'"},
        {"devices/hostdev[@mode='capabilities'][@type='storage']", honoured,
         "the device's node, under its own name in /dev"},
        {"devices/hostdev[@mode='capabilities'][@type='misc']", honoured,
         "the device's node, under its own name in /dev"},
        {"devices/hostdev[@mode='capabilities'][@type='net']", honoured,
         "a network device of the host, the container's for as long as it runs"},
        {"devices/hostdev[@mode='subsystem']", refused, noHostDevice},
        {"devices/hostdev/ip devices/hostdev/route", honoured, "of type='net': inside"},
        {"devices/hostdev/teaming devices/hostdev/readonly devices/hostdev/shareable "
         "devices/hostdev/boot devices/hostdev/alias devices/hostdev/acpi devices/hostdev/address "
         "devices/hostdev/rom devices/hostdev/driver",
         ignored, "of a machine's device"},
        {"devices/controller devices/input devices/graphics devices/video devices/sound "
         "devices/audio devices/hub devices/smartcard devices/channel devices/redirdev "
         "devices/redirfilter devices/nvram devices/panic devices/memory devices/iommu "
         "devices/vsock devices/crypto devices/shmem devices/lease",
         ignored, "a container has no virtual hardware"},
        {"devices/memballoon", ignored, "memory is the cgroup's; change the limit with setmem"},
        {"devices/rng", ignored, "a container has the host's /dev/random"},
        {"devices/watchdog devices/tpm", ignored,
         "a container has no virtual hardware; hand a node over with <hostdev mode='capabilities' "
         "type='misc'>"},
        {"seclabel[@type='none']", honoured, "no label"},
        {"seclabel[@type='static']", honoured,
         "model apparmor (a loaded profile) or selinux (a context): what init and every exec run "
         "as; files are not relabelled"},
        {"seclabel[@model]", ignored,
         "the host's kernel runs no such security module, so the container starts without the "
         "label; boot with 'lsm=...,apparmor'"},
        {"seclabel[@type='dynamic']", ignored,
         "no profile is made for a domain; write type='static' with the <label> of a loaded one"},
        {"keywrap launchSecurity", ignored, "a container's memory is not encrypted"},
        {"lxc:namespace/lxc:sharenet", honoured,
         "the network of a container (name), a process (pid) or 'ip netns' (netns); not with a "
         "network of its own or <idmap>"},
        {"lxc:namespace/lxc:shareipc", honoured, "type name or pid; not with <idmap>"},
        {"lxc:namespace/lxc:shareuts", honoured, "type name or pid; not with <idmap>"},
        {"twinvirt:isolation", honoured,
         "ours: preset default, hardened or compat; seccomp, nonewprivs, time, rlimit"},
        {"qemu:commandline qemu:capabilities qemu:deprecation qemu:override bhyve:commandline "
         "xen:commandline vmware:datacenterpath",
         ignored, "of another hypervisor"},
    };
    return rules;
}

} // namespace twinvirt::lxc
