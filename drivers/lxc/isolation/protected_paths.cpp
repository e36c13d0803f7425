#include "lxc/isolation/protected_paths.h"

#include "lxc/isolation/mount_api.h"
#include "lxc/isolation/safe_path.h"

#include <sys/stat.h>
#include <sys/sysmacros.h>

#include <array>
#include <cerrno>

namespace twinvirt::lxc {

// What Docker, runc and systemd-nspawn hide, and what shows the kernel's addresses or its log.
static constexpr std::array maskedInProc = {
    "acpi", "asound",      "iomem",       "ioports",    "kallsyms",    "kcore",
    "keys", "kmsg",        "kpagecgroup", "kpagecount", "kpageflags",  "latency_stats",
    "mtrr", "sched_debug", "scsi",        "timer_list", "timer_stats", "vmallocinfo"};
static constexpr std::array readOnlyInProc = {"bus", "fs", "irq", "sysrq-trigger"};
static constexpr std::array maskedInSys = {
    "firmware",        "devices/virtual/powercap", "fs/bpf",           "fs/pstore",
    "hypervisor",      "kernel/boot_params",       "kernel/debug",     "kernel/notes",
    "kernel/security", "kernel/tracing",           "kernel/vmcoreinfo"};

/// The node that we made, and checked.
static Result<UniqueFd> nullDevice(int dev) {
    UniqueFd null = TRY(cloneTree(dev, "null", false));
    struct stat info {};
    if (::fstat(null.get(), &info) != 0 || !S_ISCHR(info.st_mode) || info.st_rdev != makedev(1, 3))
        return Error{ErrorCode::internalError, "/dev/null: is not the null device"};
    return null;
}

/// Not there, or behind a directory that not even the container's root may pass.
static bool isOutOfReach(const Error& error) {
    return error.errnum == ENOENT || error.errnum == EACCES;
}

static Result<void> mask(int base, const char* path, InitContext& init) {
    const auto target = openBelow(base, path, Links::refused);
    if (!target)
        return isOutOfReach(target.error()) ? Result<void>() : target.error();
    struct stat info {};
    if (::fstat(target->get(), &info) != 0)
        return systemError("stat '" + std::string(path) + "'");
    if (S_ISDIR(info.st_mode))
        return coverDirectory(init.cover, target->get());
    const UniqueFd null = TRY(nullDevice(init.dev));
    return attachMount(null.get(), target->get());
}

static Result<void> makeReadOnly(int base, const char* path) {
    auto done = bindReadOnly(base, path);
    return !done && isOutOfReach(done.error()) ? Result<void>() : std::move(done);
}

Result<void> protectProc(int proc, InitContext& init) {
    UniqueFd network;
    if (init.spec.ownNetwork)
        network = TRY(cloneTree(proc, "sys/net", false));
    TRY(makeReadOnly(proc, "sys"));
    if (network) {
        const UniqueFd target = TRY(openBelow(proc, "sys/net", Links::refused));
        TRY(attachMount(network.get(), target.get()));
    }
    if (!init.spec.maskPaths)
        return {};
    for (const char* path : readOnlyInProc)
        TRY(makeReadOnly(proc, path));
    for (const char* path : maskedInProc)
        TRY_WITHIN("mask /proc/" + std::string(path), mask(proc, path, init));
    return {};
}

Result<void> protectSys(int sys, InitContext& init) {
    if (!init.spec.maskPaths)
        return {};
    for (const char* path : maskedInSys)
        TRY_WITHIN("mask /sys/" + std::string(path), mask(sys, path, init));
    return {};
}

} // namespace twinvirt::lxc
