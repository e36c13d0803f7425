#pragma once

#include "lxc/network/interface_spec.h"
#include "model/id_map.h"
#include "model/lifecycle.h"
#include "util/result.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace twinvirt::lxc {

/// A file of a cgroup and what is written to it before init joins: {"memory.max", "1048576"}.
struct CgroupSetting {
    std::string file;     ///< or alternatives, "io.bfq.weight|io.weight": see settingFile()
    std::string value;    ///< empty: nothing is written, only the v2 controller is turned on
    bool required = true; ///< false: a kernel without this file is no error
};

/// One hierarchy that the container joins.
struct CgroupMembership {
    bool unified = false;    ///< cgroup v2
    std::string mountPoint;  ///< "/sys/fs/cgroup/memory"
    std::string controllers; ///< v1: "memory" or "cpu,cpuacct" or "name=systemd"; v2: empty
    std::string
        path; ///< of the container's cgroup below the mount point: "/machine/lxc-sh.twinvirt"
    std::vector<CgroupSetting> settings;
};

/// A mount below the container's root, in the order of the list.
struct MountSpec {
    enum class Kind {
        bind,    ///< a directory or file of the host
        tmpfs,   ///< `sizeBytes` of memory
        inner,   ///< a directory or file of the container, seen at a second place
        image,   ///< a file of the host that holds a file system, over a loop device
        device,  ///< a block device of the host
        overlay, ///< changes to `source` go to `upper`
    };
    Kind kind = Kind::bind;
    std::string source; ///< on the host; inside (inner); the uppermost layer below (overlay)
    std::string target; ///< inside; resolved with openat2(RESOLVE_IN_ROOT)
    bool readOnly = false;
    std::uint64_t sizeBytes = 0; ///< tmpfs
    std::string filesystem = {}; ///< of an image or a device: "ext4"
    std::string format = {};     ///< of an image: "qcow2"; empty: raw
    std::string exported = {};   ///< with a format: where it is shown raw, see image_export.h
    std::string upper = {};      ///< of an overlay, on the host
    std::string work = {};       ///< likewise, empty and on the file system of `upper`
    std::vector<std::string> lowers = {}; ///< of an overlay, below `source`, the uppermost first
};

/// The mount that is "/".
struct RootSpec : MountSpec {
    bool shared = false; ///< no <filesystem> for "/": the host's root, our own state hidden in it
    std::vector<std::string> hidden; ///< directories that an empty tmpfs covers, when shared
};

/// A device node in /dev: a <disk>, or a <hostdev> of type storage or misc.
struct NodeSpec {
    std::string path; ///< below /dev: "vda", "snd/seq"
    bool block = false;
    unsigned majorNumber = 0; ///< of the host's device; unused with an image
    unsigned minorNumber = 0;
    unsigned mode = 0600; ///< permission bits of the node
    bool readOnly = false;
    std::string image = {};    ///< a file of the host, over a loop device that lives as long as the
                               ///< container
    std::string format = {};   ///< as MountSpec
    std::string exported = {}; ///< as MountSpec
};

struct InitSpec {
    std::string path;                     ///< inside
    std::vector<std::string> arguments;   ///< argv[1..]
    std::vector<std::string> environment; ///< NAME=value, complete and in order
    std::string directory;                ///< chdir before exec; empty: "/"
    std::string user;                     ///< empty: root. name, number or +number; decision 16
    std::string group;
};

/// A device that the container may use.
struct DeviceSpec {
    static constexpr std::uint32_t makeNode = 1; ///< as BPF_DEVCG_ACC_*
    static constexpr std::uint32_t read = 2;
    static constexpr std::uint32_t write = 4;
    bool block = false;
    std::uint32_t majorNumber = 0;
    std::int32_t minorNumber = -1; ///< -1: any
    std::uint32_t access = makeNode | read | write;
};

/// <lxc:namespace>: files in /proc/PID/ns or /run/netns; empty: a namespace of its own.
struct SharedNamespaceSpec {
    std::string net;
    std::string ipc;
    std::string uts;
};

/// <seclabel type='static'>: what a security module of the kernel takes init and every exec for.
struct SecurityLabelSpec {
    std::string model; ///< "apparmor" or "selinux"
    std::string label; ///< the name of a loaded profile, or a context
};

/// A limit of setrlimit(2).
struct LimitSpec {
    unsigned resource = 0; ///< RLIMIT_*
    std::uint64_t soft = 0;
    std::uint64_t hard = 0;
};

/// Everything that a launch needs and nothing that needs a library: the compact, versioned form of
/// a definition that the static supervisor reads (design decision 6). Kept in the run directory, so
/// that a restart needs no XML.
struct LaunchSpec {
    static constexpr std::uint32_t currentVersion = 7;

    std::string name;
    std::string uuid;
    std::string runDirectory; ///< absolute; see run_directory.h
    std::string hook;         ///< libvirt's script, see isolation/hook.h; there may be none
    std::string hostName;
    bool ownNetwork = false; ///< a network namespace, with lo and `interfaces`
    std::vector<InterfaceSpec> interfaces;
    std::string linkCounter; ///< file with the number of the next host name, see link_names.h
    IdMap idMap;             ///< no ranges: the container has no user namespace
    bool shiftFiles = false; ///< its files are shown through idmapped mounts
    bool ownTime = false;    ///< a time namespace in which the clocks begin at 0
    RootSpec root;
    std::vector<MountSpec> mounts;
    std::vector<NodeSpec> nodes; ///< in /dev
    std::string lxcfs;           ///< where lxcfs is mounted, when its view of /proc is to be shown
    bool maskPaths = true;       ///< what in /proc and /sys tells about the host is not there
    InitSpec init;
    std::vector<CgroupMembership> cgroups;
    std::vector<DeviceSpec> devices; ///< for a BPF program at the v2 cgroup; empty: none
    SharedNamespaceSpec shared;
    std::uint64_t capabilities = 0; ///< bit N: capability number N stays (man 7 capabilities)
    std::vector<std::uint8_t> seccompFilter; ///< struct sock_filter[]; empty: no filter
    bool noNewPrivileges = false;
    std::vector<SecurityLabelSpec> securityLabels; ///< one of each module, or none
    unsigned personality = 0;                      ///< of personality(2)
    std::vector<LimitSpec> limits;
    unsigned consoles = 1;
    LifecycleAction onPoweroff = LifecycleAction::destroy;
    LifecycleAction onReboot = LifecycleAction::restart;
    LifecycleAction onCrash = LifecycleAction::destroy;
    bool paused = false; ///< frozen before init's first instruction
    /// How many descriptors the caller passes to init: the supervisor has them from
    /// `firstPassed` on, init from 3 on, and nobody else. Of the first launch only.
    unsigned passedDescriptors = 0;
    static constexpr unsigned firstPassed = 5;

    [[nodiscard]] bool hasUserNamespace() const { return !idMap.uids.empty(); }
};

std::string encodeLaunchSpec(const LaunchSpec& spec);
/// Refuses another version, a truncated text and a trailing rest; never reads out of bounds.
Result<LaunchSpec> decodeLaunchSpec(std::string_view text);

} // namespace twinvirt::lxc
