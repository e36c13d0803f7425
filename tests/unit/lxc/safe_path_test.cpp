#include "lxc/isolation/safe_path.h"
#include "support/temporary_directory.h"

#include <gtest/gtest.h>

#include <atomic>
#include <cstdio>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <thread>

namespace twinvirt::lxc {
namespace {

/// Of a tree as busybox has it: /sbin/init is a link to ../bin/busybox.
class SafePath : public testing::Test {
  protected:
    void SetUp() override {
        std::filesystem::create_directories(tree_ / "bin");
        std::filesystem::create_directories(tree_ / "sbin");
        std::ofstream(tree_ / "bin/busybox") << "program";
        std::filesystem::create_symlink("../bin/busybox", tree_ / "sbin/init");
        root_ = UniqueFd(::open(tree_.path().c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
    }

    test::TemporaryDirectory tree_{"safe-path"};
    UniqueFd root_;
};

/// man 2 openat2, EAGAIN: the kernel cannot tell where ".." leads while anything on the host is
/// renamed or mounted.
TEST_F(SafePath, LeadsToItsFileWhileOthersRename) {
    std::atomic<bool> done = false;
    std::thread renames([&] {
        const std::string one = tree_ / "one";
        const std::string two = tree_ / "two";
        std::ofstream(one) << "";
        while (!done) {
            ::rename(one.c_str(), two.c_str());
            ::rename(two.c_str(), one.c_str());
        }
    });
    int failures = 0;
    for (int i = 0; i < 20000; ++i)
        failures += openFileBelow(root_.get(), "/sbin/init") ? 0 : 1;
    done = true;
    renames.join();
    EXPECT_EQ(failures, 0);
}

TEST_F(SafePath, WithDotsStaysBelowTheRoot) {
    std::filesystem::create_symlink("../../../../../../bin/busybox", tree_ / "deep");
    EXPECT_TRUE(openBelow(root_.get(), "/deep", Links::inside));
    EXPECT_FALSE(openBelow(root_.get(), "/deep", Links::refused));
}

} // namespace
} // namespace twinvirt::lxc
