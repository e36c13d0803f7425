#include "lxc/isolation/mount_api.h"
#include "lxc/isolation/safe_path.h"
#include "lxc/isolation/steps.h"

#include <sys/stat.h>
#include <sys/sysmacros.h>

#include <array>
#include <cerrno>
#include <fcntl.h>

namespace twinvirt::lxc {

namespace {

/// /proc of the container's pid namespace. Every later access goes through the descriptor of this
/// very mount, so a root that offers something else as /proc is never written to (CVE-2019-16884).
class ProcStep : public IsolationStep {
  public:
    [[nodiscard]] std::string_view name() const override { return "proc"; }

    Result<void> enter(InitContext& init) override {
        const UniqueFd proc = TRY(
            newFilesystem("proc", {}, MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV | MOUNT_ATTR_NOEXEC));
        const UniqueFd target = TRY(openOrMakeDirectory(init.root.get(), "/proc", Links::refused));
        TRY_WITHIN("/proc", attachMount(proc.get(), target.get()));
        TRY(protectSettings(proc.get(), init.spec.ownNetwork));
        TRY(maskFiles(proc.get(), init.dev));
        return maskDirectories(proc.get(), init.cover);
    }

  private:
    /// /proc/sys is read-only, but for the network's part where the network is the container's own.
    static Result<void> protectSettings(int proc, bool ownNetwork) {
        UniqueFd network;
        if (ownNetwork)
            network = TRY(cloneTree(proc, "sys/net", false));
        for (const char* path : {"sys", "bus", "fs", "irq", "sysrq-trigger"})
            TRY(ifPresent(bindReadOnly(proc, path)));
        if (!network)
            return {};
        const UniqueFd target = TRY(openBelow(proc, "sys/net", Links::refused));
        return attachMount(network.get(), target.get());
    }

    /// Files that tell about the host, or change it, show our own null device: the node that we
    /// made, and checked, not what the container's root calls /dev/null (CVE-2025-31133).
    static Result<void> maskFiles(int proc, int dev) {
        const UniqueFd null = TRY(openBelow(dev, "null", Links::refused));
        struct stat info {};
        if (::fstat(null.get(), &info) != 0 || !S_ISCHR(info.st_mode) ||
            info.st_rdev != makedev(1, 3))
            return Error{ErrorCode::internalError, "/dev/null: is not the null device"};
        static constexpr std::array<const char*, 6> files = {
            "kcore", "keys", "latency_stats", "timer_list", "timer_stats", "sched_debug"};
        for (const char* file : files) {
            const auto target = openBelow(proc, file, Links::refused);
            if (!target && target.error().errnum == ENOENT)
                continue;
            if (!target)
                return target.error();
            const UniqueFd cover = TRY(cloneTree(dev, "null", false));
            TRY_WITHIN("mask /proc/" + std::string(file), attachMount(cover.get(), target->get()));
        }
        return {};
    }

    static Result<void> maskDirectories(int proc, UniqueFd& cover) {
        for (const char* directory : {"acpi", "scsi", "asound"}) {
            const auto target = openBelow(proc, directory, Links::refused);
            if (!target && target.error().errnum == ENOENT)
                continue;
            if (!target)
                return target.error();
            TRY_WITHIN("mask /proc/" + std::string(directory),
                       coverDirectory(cover, target->get()));
        }
        return {};
    }

    static Result<void> ifPresent(Result<void> result) {
        return !result && result.error().errnum == ENOENT ? Result<void>() : std::move(result);
    }
};

} // namespace

StepPointer makeProcStep() {
    return std::make_unique<ProcStep>();
}

} // namespace twinvirt::lxc
