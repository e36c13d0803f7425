// A seccomp policy of the user's own, as the programs inside meet it.
#include "lxc/driver_fixture.h"

#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>

namespace twinvirt::lxc {

using testing::AllOf;
using testing::HasSubstr;
namespace fs = std::filesystem;

class SeccompFileTest : public DriverTest {
  protected:
    void SetUp() override {
        DriverTest::SetUp();
        if (IsSkipped())
            return;
        fs::create_directories(root_ / "tree/bin");
        fs::copy_file("/bin/busybox", root_ / "tree/bin/busybox");
    }

    void writePolicy(const std::string& rules) { std::ofstream(root_ / "policy") << rules; }
    [[nodiscard]] DomainDocument container() const {
        return document("one", "/bin/busybox", {"sleep", "1000"},
                        "<devices><filesystem type='mount'><source dir='" + root_ / "tree" +
                            "'/><target dir='/'/></filesystem></devices>"
                            "<twinvirt:isolation "
                            "xmlns:twinvirt='http://twinvirt.org/schemas/domain/1.0'>"
                            "<twinvirt:seccomp file='" +
                            root_ / "policy" + "'/></twinvirt:isolation>");
    }
    /// What a command says that makes a directory and a file.
    std::string makeBoth(const DomainIdentity& domain) {
        return execute(domain,
                       {"/bin/busybox", "sh", "-c",
                        "b=/bin/busybox; $b mkdir /directory; $b touch /file && echo touched"});
    }
};

TEST_F(SeccompFileTest, WhatItDeniesIsDeniedAndTheRestWorks) {
    writePolicy("2\ndenylist\nmkdir errno 28\nmkdirat errno 28\n");
    const auto one = defineAndStart(container());
    EXPECT_THAT(makeBoth(one), AllOf(HasSubstr("No space left on device"), HasSubstr("touched")));
    EXPECT_FALSE(fs::exists(root_ / "tree/directory"));
}

TEST_F(SeccompFileTest, ItIsReadAtEachStart) {
    writePolicy("2\ndenylist\nmkdir errno 28\nmkdirat errno 28\n");
    const auto one = defineAndStart(container());
    ASSERT_TRUE(driver_->destroyDomain(one));
    writePolicy("2\ndenylist\nutimensat errno 28\n");
    ASSERT_TRUE(driver_->startDomain(one, {}));
    EXPECT_THAT(makeBoth(one), HasSubstr("No space left on device"));
    EXPECT_TRUE(fs::exists(root_ / "tree/directory"));
}

TEST_F(SeccompFileTest, ItMayKill) {
    writePolicy("2\ndenylist kill\nmkdir\nmkdirat\n");
    const auto one = defineAndStart(container());
    EXPECT_THAT(execute(one, {"/bin/busybox", "mkdir", "/directory"}), HasSubstr("exit 159"))
        << "128 + SIGSYS";
}

TEST_F(SeccompFileTest, AWrongOneIsNamedWithItsLineAndNothingStarts) {
    writePolicy("2\ndenylist\nno_such_call errno 1\n");
    const auto one = define(container());
    EXPECT_THAT(driver_->startDomain(one, {}).error().message,
                AllOf(HasSubstr(root_ / "policy"), HasSubstr("3"), HasSubstr("no_such_call")));
    fs::remove(root_ / "policy");
    EXPECT_THAT(driver_->startDomain(one, {}).error().message, HasSubstr(root_ / "policy"));
}

} // namespace twinvirt::lxc
