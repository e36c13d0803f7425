#pragma once

#include <gtest/gtest.h>
#include <sys/mount.h>

#include <string>

namespace twinvirt::lxc {

/// The definitions of a driver (ROOT/etc/twinvirt/lxc) cannot be written as long as it lives.
class ReadOnlyDefinitions {
  public:
    explicit ReadOnlyDefinitions(std::string directory) : directory_(std::move(directory)) {
        const char* path = directory_.c_str();
        EXPECT_EQ(::mount(path, path, nullptr, MS_BIND, nullptr), 0);
        EXPECT_EQ(::mount(nullptr, path, nullptr, MS_REMOUNT | MS_BIND | MS_RDONLY, nullptr), 0);
    }
    ~ReadOnlyDefinitions() { ::umount2(directory_.c_str(), MNT_DETACH); }
    ReadOnlyDefinitions(const ReadOnlyDefinitions&) = delete;
    ReadOnlyDefinitions& operator=(const ReadOnlyDefinitions&) = delete;

  private:
    std::string directory_;
};

} // namespace twinvirt::lxc
