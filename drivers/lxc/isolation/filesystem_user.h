#pragma once

#include <sys/types.h>

namespace twinvirt::lxc {

/// While it lives, files are made and reached as another user, with all capabilities of before
/// (setfsuid(2) alone drops those over files). Of this thread; nothing else changes.
class FilesystemUser {
  public:
    FilesystemUser(uid_t user, gid_t group);
    ~FilesystemUser();
    FilesystemUser(const FilesystemUser&) = delete;
    FilesystemUser& operator=(const FilesystemUser&) = delete;

  private:
    uid_t formerUser_;
    gid_t formerGroup_;
};

} // namespace twinvirt::lxc
