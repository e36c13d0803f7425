#include "lxc/run_directory.h"

#include <gtest/gtest.h>

#include <filesystem>

namespace twinvirt::lxc {

struct RunDirectoryTest : testing::Test {
    RunDirectoryTest() {
        std::string name = "/tmp/twinvirt-run-XXXXXX";
        parent = ::mkdtemp(name.data());
        run.path = parent + "/web";
    }
    ~RunDirectoryTest() override { std::filesystem::remove_all(parent); }
    std::string parent;
    RunDirectory run;
};

TEST_F(RunDirectoryTest, isMadeAndLockedByTheFirstWhoClaimsIt) {
    const auto first = claimRunDirectory(run);
    ASSERT_TRUE(first) << first.error().message;
    const auto second = claimRunDirectory(run);
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().code, ErrorCode::resourceBusy);
}

TEST_F(RunDirectoryTest, canBeClaimedOnceTheHolderUnlinkedItsLock) {
    auto keeper = claimRunDirectory(run);
    ASSERT_TRUE(keeper);
    std::filesystem::remove(run.alive());
    const auto next = claimRunDirectory(run);
    ASSERT_TRUE(next) << next.error().message;
    EXPECT_TRUE(std::filesystem::exists(run.alive()));
}

TEST_F(RunDirectoryTest, isNotMadeWithoutItsParent) {
    run.path = parent + "/missing/web";
    EXPECT_FALSE(claimRunDirectory(run));
}

} // namespace twinvirt::lxc
