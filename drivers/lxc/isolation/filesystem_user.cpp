#include "lxc/isolation/filesystem_user.h"

#include <linux/capability.h>
#include <sys/fsuid.h>
#include <sys/syscall.h>

#include <array>
#include <unistd.h>

namespace twinvirt::lxc {

/// All that is permitted becomes effective.
static void raiseCapabilities() {
    __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
    std::array<__user_cap_data_struct, _LINUX_CAPABILITY_U32S_3> data{};
    if (::syscall(SYS_capget, &header, data.data()) != 0)
        return; // what is tried next fails and says so
    for (auto& word : data)
        word.effective = word.permitted;
    (void)::syscall(SYS_capset, &header, data.data());
}

FilesystemUser::FilesystemUser(uid_t user, gid_t group)
    : formerUser_(static_cast<uid_t>(::setfsuid(user))),
      formerGroup_(static_cast<gid_t>(::setfsgid(group))) {
    raiseCapabilities();
}

FilesystemUser::~FilesystemUser() {
    ::setfsuid(formerUser_);
    ::setfsgid(formerGroup_);
    raiseCapabilities();
}

} // namespace twinvirt::lxc
