#include "lxc/systemd/delegated_unit.h"
#include "support/temporary_directory.h"
#include "util/atomic_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace twinvirt;
using namespace twinvirt::lxc;
namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::IsEmpty;

/// A host with one v2 tree, and a systemd that is a list of what it was asked to run.
class DelegatedUnit : public testing::Test {
  protected:
    DelegatedUnit() {
        layout_.hierarchies.push_back({true, tree_.path(), {}});
        systemd_.bootedMark = tree_ / "booted";
        systemd_.run = [this](const std::string& program, const std::vector<std::string>& words) {
            asked_.push_back(program);
            hold_ = words.back();
            if (!works_)
                return Result<void>(Error{ErrorCode::operationFailed, "no bus"});
            fs::create_directories(unit_ + "/supervisors");
            return Result<void>();
        };
    }
    test::TemporaryDirectory tree_{"unit"};
    CgroupLayout layout_;
    SystemdAccess systemd_;
    std::vector<std::string> asked_;
    std::string unit_ = tree_ / "machine.slice/twinvirt.service";
    std::string hold_;
    bool works_ = true;
};

TEST_F(DelegatedUnit, WithoutSystemdThePartitionsStandAtTheRootAndNothingIsMoved) {
    EXPECT_EQ(delegatedCgroup(layout_, "/libexec", systemd_).value(), "");
    EXPECT_TRUE(moveToUnit(layout_, 42, systemd_));
    EXPECT_THAT(asked_, IsEmpty());
    EXPECT_FALSE(fs::exists(unit_));
}

TEST_F(DelegatedUnit, IsStartedOnceAndThenOnlyLookedAt) {
    fs::create_directory(systemd_.bootedMark);
    for (int start = 0; start < 2; ++start)
        EXPECT_EQ(delegatedCgroup(layout_, "/libexec", systemd_).value(),
                  "/machine.slice/twinvirt.service");
    EXPECT_THAT(asked_, ElementsAre("systemd-run"));
    EXPECT_EQ(hold_, "/libexec/twinvirt-hold");
}

TEST_F(DelegatedUnit, TakesTheSupervisorIn) {
    fs::create_directory(systemd_.bootedMark);
    ASSERT_TRUE(delegatedCgroup(layout_, "/libexec", systemd_));
    ASSERT_TRUE(moveToUnit(layout_, 42, systemd_));
    EXPECT_EQ(readFile(unit_ + "/supervisors/cgroup.procs").value(), "42");
}

TEST_F(DelegatedUnit, SaysWhySystemdDidNotStartIt) {
    fs::create_directory(systemd_.bootedMark);
    works_ = false;
    const auto base = delegatedCgroup(layout_, "/libexec", systemd_);
    ASSERT_FALSE(base);
    EXPECT_EQ(base.error().message, "start twinvirt.service: no bus");
}
