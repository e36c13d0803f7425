#pragma once

#include "util/result.h"

#include <sys/stat.h>
#include <sys/types.h>

#include <string>
#include <vector>

namespace twinvirt::kvm {

/// Whom libvirtd runs QEMU as.
struct QemuUser {
    std::string name;
    uid_t uid = 0;
    std::vector<gid_t> groups;

    /// By owner, group and others, as access(2) would decide for this user.
    [[nodiscard]] bool mayReadAndWrite(const struct stat& file) const;
};

/// `user` of qemu.conf, otherwise Debian's libvirt-qemu. invalidArgument when there is no such
/// user, with the package that makes it. libvirtd's QEMU driver does not even load without
/// libvirt-qemu, whatever qemu.conf says.
Result<QemuUser> findQemuUser(const std::string& configuration = "/etc/libvirt/qemu.conf");

} // namespace twinvirt::kvm
