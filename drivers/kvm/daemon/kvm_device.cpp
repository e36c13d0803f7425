#include "kvm/daemon/kvm_device.h"

#include "kvm/qemu_user.h"

#include <sys/mount.h>
#include <sys/stat.h>

#include <cerrno>
#include <sched.h>
#include <unistd.h>

namespace twinvirt::kvm {

namespace {

constexpr const char* device = "/dev/kvm";
constexpr const char* stage = "/run/twinvirt/kvm-device";
constexpr const char* node = "/run/twinvirt/kvm-device/kvm";

/// On a file system of its own, since /run is often mounted nodev, and a bind mount inherits that.
Result<void> bindNodeOf(uid_t owner, dev_t number) {
    if (::mkdir(stage, 0700) != 0 && errno != EEXIST)
        return systemError(std::string("mkdir(") + stage + ")");
    if (::mount("tmpfs", stage, "tmpfs", MS_NOSUID | MS_NOEXEC, "size=4k,mode=0700") != 0)
        return systemError(std::string("mount(tmpfs on ") + stage + ")");
    if (::mknod(node, S_IFCHR | 0600, number) != 0 || ::chown(node, owner, 0) != 0)
        return systemError(std::string("mknod(") + node + ")");
    if (::mount(node, device, nullptr, MS_BIND, nullptr) != 0)
        return systemError(std::string("mount(") + node + " on " + device + ")");
    ::umount2(stage, MNT_DETACH);
    return {};
}

} // namespace

Result<void> giveKvmToQemu() {
    struct stat current {};
    if (::stat(device, &current) != 0)
        return {};
    const auto user = TRY(findQemuUser());
    if (user.mayReadAndWrite(current))
        return {};
    if (::unshare(CLONE_NEWNS) != 0)
        return systemError("unshare(mount namespace)");
    if (::mount(nullptr, "/", nullptr, MS_SLAVE | MS_REC, nullptr) != 0)
        return systemError("mount(make / a slave)");
    return bindNodeOf(user.uid, current.st_rdev);
}

} // namespace twinvirt::kvm
