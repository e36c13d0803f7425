#include "lxc/isolation/mount_api.h"
#include "lxc/isolation/steps.h"

#include <cerrno>

namespace twinvirt::lxc {

namespace {

/// The file systems that show the container's own namespaces, made and not yet attached. In a user
/// namespace the kernel makes a proc or sysfs only while another one can be seen whole
/// (mount_too_revealing): so before the host's root goes.
class KernelFilesystemsStep : public IsolationStep {
  public:
    [[nodiscard]] std::string_view name() const override { return "kernel-filesystems"; }

    Result<void> prepare(LaunchContext& launch) override {
        // It shows the network of who makes it, and the host's is not the user namespace's.
        if (launch.spec.hasUserNamespace() && !launch.spec.ownNetwork)
            sys_ = TRY(newFilesystem("sysfs", {}, sysAttributes));
        return {};
    }

    Result<void> enter(InitContext& init) override {
        constexpr unsigned attributes = MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV | MOUNT_ATTR_NOEXEC;
        init.proc = TRY(newFilesystem("proc", {}, attributes));
        init.sys = sys_ ? std::move(sys_) : TRY(newFilesystem("sysfs", {}, sysAttributes));
        auto mqueue = newFilesystem("mqueue", {}, attributes);
        if (!mqueue && mqueue.error().errnum == ENODEV)
            return {}; // a kernel without POSIX message queues
        init.mqueue = TRY(std::move(mqueue));
        return {};
    }

  private:
    static constexpr unsigned sysAttributes =
        MOUNT_ATTR_RDONLY | MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV | MOUNT_ATTR_NOEXEC;
    UniqueFd sys_;
};

} // namespace

StepPointer makeKernelFilesystemsStep() {
    return std::make_unique<KernelFilesystemsStep>();
}

} // namespace twinvirt::lxc
