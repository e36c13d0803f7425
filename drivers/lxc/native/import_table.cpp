#include "lxc/native/import.h"

#include <array>

namespace twinvirt::lxc {

namespace {

struct Row {
    const char* key; ///< ending in '.': all keys that begin so
    ImportStep step;
};

/// Both the keys of LXC 1 and 2 and those of 3 and later.
constexpr std::array rows{
    Row{"lxc.utsname", importName},
    Row{"lxc.uts.name", importName},
    Row{"lxc.arch", importArch},
    Row{"lxc.tty", importConsoles},
    Row{"lxc.tty.max", importConsoles},
    Row{"lxc.init_cmd", importInitCommand},
    Row{"lxc.init.cmd", importInitCommand},
    Row{"lxc.init.cwd", importInitDirectory},
    Row{"lxc.init_uid", importInitUser},
    Row{"lxc.init.uid", importInitUser},
    Row{"lxc.init_gid", importInitGroup},
    Row{"lxc.init.gid", importInitGroup},
    Row{"lxc.environment", importEnvironment},
    Row{"lxc.id_map", importIdMap},
    Row{"lxc.idmap", importIdMap},
    Row{"lxc.aa_profile", importAppArmorProfile},
    Row{"lxc.apparmor.profile", importAppArmorProfile},
    Row{"lxc.se_context", importSelinuxContext},
    Row{"lxc.selinux.context", importSelinuxContext},
    Row{"lxc.cap.drop", importCapabilitiesDropped},
    Row{"lxc.cap.keep", importCapabilitiesKept},
    Row{"lxc.namespace.share.", importSharedNamespace},
    Row{"lxc.rootfs", importRoot},
    Row{"lxc.rootfs.path", importRoot},
    Row{"lxc.rootfs.options", importRootOptions},
    Row{"lxc.mount.entry", importMount},
    Row{"lxc.mount", refuseFstab},
    Row{"lxc.mount.fstab", refuseFstab},
    Row{"lxc.network.", importLegacyNic},
    Row{"lxc.net.", importNic},
    Row{"lxc.cgroup.devices.allow", importDevice},
    Row{"lxc.cgroup2.devices.allow", importDevice},
    Row{"lxc.cgroup.devices.deny", importDeviceDenied},
    Row{"lxc.cgroup2.devices.deny", importDeviceDenied},
    Row{"lxc.cgroup.", importCgroupSetting},
    Row{"lxc.cgroup2.", importCgroupSetting},
};

struct Reason {
    const char* prefix;
    const char* text;
};

constexpr std::array reasons{
    Reason{"lxc.hook", "no program of the definition is run on the host"},
    Reason{"lxc.network.script", "no program of the definition is run on the host"},
    Reason{"lxc.apparmor", "a profile is taken as it is loaded"},
    Reason{"lxc.aa_", "a profile is taken as it is loaded"},
    Reason{"lxc.selinux", "init and exec have the same context; there is no keyring to label"},
    Reason{"lxc.seccomp", "the default system call filter is used"},
    Reason{"lxc.mount.auto", "/proc, /sys and the cgroups are always mounted"},
    Reason{"lxc.autodev", "/dev is always made anew"},
    Reason{"lxc.pts", "a private /dev/pts is always mounted"},
    Reason{"lxc.pty.max", "a private /dev/pts is always mounted"},
    Reason{"lxc.devttydir", "consoles are at /dev/console and /dev/ttyN"},
    Reason{"lxc.tty.dir", "consoles are at /dev/console and /dev/ttyN"},
    Reason{"lxc.kmsg", "the host's kernel messages are not shown"},
    Reason{"lxc.start", "use 'twinsh autostart'"},
    Reason{"lxc.monitor", "there is no monitor of LXC's"},
    Reason{"lxc.ephemeral", "use 'twinsh create' for a domain that is gone when it ends"},
    Reason{"lxc.log", "what went wrong is said by 'twinsh start'"},
    Reason{"lxc.console", "the last 64 KiB of each console are kept; see 'twinsh console'"},
    Reason{"lxc.rootfs.mount", "the root has no other place on the host while it runs"},
    Reason{"lxc.rootfs.backend", "the kind of the root is told from its path"},
    Reason{"lxc.haltsignal", "init is sent the signal that it handles"},
    Reason{"lxc.rebootsignal", "init is sent the signal that it handles"},
    Reason{"lxc.stopsignal", "destroy kills"},
    Reason{"lxc.signal.", "init is sent the signal that it handles; destroy kills"},
    Reason{"lxc.group", "domains have no groups"},
    Reason{"lxc.execute.cmd", "LXC's lxc-execute alone reads it; init is <init>"},
    Reason{"lxc.no_new_privs", "programs with setuid bits keep working"},
    Reason{"lxc.namespace.", "a container has all namespaces of its own"},
    Reason{"lxc.sysctl", "set it inside, in /etc/sysctl.d"},
    Reason{"lxc.proc", "set it inside"},
    Reason{"lxc.prlimit", "set it inside, with ulimit or LimitNAME= of a unit"},
};

bool matches(const std::string& key, std::string_view pattern) {
    return pattern.ends_with('.') ? key.starts_with(pattern) && key.size() > pattern.size()
                                  : key == pattern;
}

} // namespace

ImportStep stepFor(const std::string& key) {
    for (const auto& row : rows)
        if (matches(key, row.key))
            return row.step;
    return nullptr;
}

std::string whyDropped(const std::string& key) {
    for (const auto& reason : reasons)
        if (key.starts_with(reason.prefix))
            return std::string("dropped: ") + reason.text;
    return "dropped: it has no counterpart in a definition";
}

} // namespace twinvirt::lxc
