#include "image/busybox_files.h"

namespace twinvirt {

// In a container the driver has mounted everything before init runs, and a root that is read-only
// has tmpfs on /run, /tmp and /var; in a machine that boots the tree as its initramfs nothing is
// there. So each line looks first. Nothing may be redirected to /dev/null before /dev is there: it
// would make a file of that name.
static constexpr std::string_view startScript = R"sh(#!/bin/sh
# The first program that init runs (see /etc/inittab), in a container and in a machine alike.
[ -e /proc/self ] || mount -t proc proc /proc
[ -e /sys/kernel ] || mount -t sysfs sysfs /sys
[ -c /dev/null ] || mount -t devtmpfs devtmpfs /dev
[ -e /dev/pts/ptmx ] || { mkdir -p /dev/pts && mount -t devpts devpts /dev/pts; }
[ -d /dev/shm ] || { mkdir -p /dev/shm && mount -t tmpfs -o mode=1777,nosuid,nodev tmpfs /dev/shm; }

for directory in /run /tmp /var; do
    if touch "$directory/.writable" 2>/dev/null; then
        rm -f "$directory/.writable"
    else
        mount -t tmpfs tmpfs "$directory"
    fi
done
chmod 1777 /tmp
mkdir -p /var/log /var/run /var/tmp

[ "$(hostname)" != "(none)" ] || hostname busybox
ip link set lo up 2>/dev/null

# The kernel of a machine has the power button as modules, which writeInitramfs puts here (the cloud
# kernel of Debian has neither button nor evdev built in); acpid hears the button and runs
# /etc/acpi/PWRF/00000080. It goes to the background before it listens, and writes its pid after.
for module in /lib/modules/boot/*.ko; do
    [ ! -e "$module" ] || insmod "$module"
done
if [ -c /dev/input/event0 ]; then
    acpid
    tries=0
    while [ ! -s /var/run/acpid.pid ] && [ $tries -lt 1000 ]; do
        usleep 1000
        tries=$((tries + 1))
    done
fi

echo "twinvirt: ready" >/dev/console
# init starts getty next, which throws away what stands unread in a pseudo-terminal (TCIOFLUSH):
# on a busy host that would be the line above.
sleep 0.1
)sh";

static constexpr std::string_view stopScript = R"(#!/bin/sh
# Run by init before it kills what is left. A container's mounts end with its namespace.
[ -n "$container" ] || mount -o remount,ro / 2>/dev/null
sync
)";

static constexpr std::string_view inittab =
    R"(# busybox init: SIGUSR2 powers off, SIGUSR1 halts, SIGTERM reboots.
::sysinit:/etc/init.d/rcS
console::respawn:/sbin/getty -L 0 console vt100
::shutdown:/etc/init.d/rcK
::ctrlaltdel:/sbin/reboot
::restart:/sbin/init
)";

// The password of root is empty: the only way in is the console, which belongs to who started the
// domain. A tree that offers a network login has to set one (passwd). It stands in /etc/shadow:
// busybox finds no user by id whose field in /etc/passwd is empty.
static constexpr std::string_view shadow = "root::19000:0:99999:7:::\n";

static constexpr std::string_view passwd = R"(root:x:0:0:root:/root:/bin/sh
daemon:*:1:1:daemon:/:/bin/false
nobody:*:65534:65534:nobody:/:/bin/false
)";

static constexpr std::string_view group = R"(root:x:0:
daemon:x:1:
tty:x:5:
nogroup:x:65534:
)";

static constexpr std::string_view hosts = R"(127.0.0.1 localhost
::1 localhost ip6-localhost ip6-loopback
)";

static constexpr std::string_view profile = R"(export PATH=/usr/sbin:/usr/bin:/sbin:/bin
export PS1='\u@\h:\w\$ '
)";

const std::vector<TreeDirectory>& busyboxDirectories() {
    static const std::vector<TreeDirectory> directories = {
        {"bin", 0755},      {"dev", 0755},         {"etc", 0755},     {"home", 0755},
        {"lib", 0755},      {"lib/modules", 0755}, {"mnt", 0755},     {"opt", 0755},
        {"proc", 0555},     {"root", 0700},        {"run", 0755},     {"sbin", 0755},
        {"srv", 0755},      {"sys", 0555},         {"tmp", 01777},    {"usr/bin", 0755},
        {"usr/sbin", 0755}, {"var", 0755},         {"var/log", 0755}, {"var/tmp", 01777},
    };
    return directories;
}

const std::vector<TreeFile>& busyboxFiles() {
    static const std::vector<TreeFile> files = {
        {"etc/inittab", inittab, 0644},
        {"etc/init.d/rcS", startScript, 0755},
        {"etc/init.d/rcK", stopScript, 0755},
        {"etc/acpi/PWRF/00000080", "#!/bin/sh\nexec poweroff\n", 0755},
        {"etc/passwd", passwd, 0644},
        {"etc/shadow", shadow, 0600},
        {"etc/group", group, 0644},
        {"etc/hosts", hosts, 0644},
        {"etc/profile", profile, 0644},
        {"etc/shells", "/bin/sh\n", 0644},
        {"etc/issue", "busybox on \\n (root has no password)\n", 0644},
        {"etc/fstab", "", 0644},
    };
    return files;
}

} // namespace twinvirt
