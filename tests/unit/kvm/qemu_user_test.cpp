#include "kvm/qemu_user.h"
#include "support/temporary_directory.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <pwd.h>

namespace twinvirt::kvm {
namespace {

struct stat device(uid_t owner, gid_t group, mode_t mode) {
    struct stat file {};
    file.st_uid = owner;
    file.st_gid = group;
    file.st_mode = S_IFCHR | mode;
    return file;
}

class QemuUserConfiguration : public testing::Test {
  protected:
    void SetUp() override {
        if (::getpwnam("libvirt-qemu") == nullptr)
            GTEST_SKIP() << "needs the user libvirt-qemu: apt-get install libvirt-daemon-system";
    }
    std::string configuration(const std::string& text) {
        std::ofstream(directory_ / "qemu.conf") << text;
        return directory_ / "qemu.conf";
    }
    test::TemporaryDirectory directory_{"qemu-user-test"};
};

TEST_F(QemuUserConfiguration, isDebiansUserWithoutOne) {
    EXPECT_EQ(findQemuUser(directory_ / "missing")->name, "libvirt-qemu");
    EXPECT_EQ(findQemuUser(configuration("#user = \"root\"\nusers = 1\n"))->name, "libvirt-qemu");
}

TEST_F(QemuUserConfiguration, isTheUserThatQemuConfNames) {
    EXPECT_EQ(findQemuUser(configuration("user = \"root\"\n"))->uid, 0U);
    EXPECT_EQ(findQemuUser(configuration("  user=\"+0\" # by number\n"))->uid, 0U);
}

TEST_F(QemuUserConfiguration, isAnErrorWhenNobodyHasThatName) {
    const auto user = findQemuUser(configuration("user = \"nobody-here\"\n"));
    ASSERT_FALSE(user);
    EXPECT_THAT(user.error().message, testing::HasSubstr("'nobody-here' does not exist"));
}

TEST(QemuUser, opensADeviceByTheFirstClassThatItIsIn) {
    const QemuUser user{"q", 64055, {108, 64055}};
    EXPECT_FALSE(user.mayReadAndWrite(device(0, 0, 0600)));
    EXPECT_TRUE(user.mayReadAndWrite(device(0, 108, 0660)));
    EXPECT_FALSE(user.mayReadAndWrite(device(0, 108, 0606))) << "the group's class decides";
    EXPECT_TRUE(user.mayReadAndWrite(device(64055, 0, 0600)));
    EXPECT_TRUE(user.mayReadAndWrite(device(0, 0, 0666)));
    EXPECT_TRUE((QemuUser{"root", 0, {0}}.mayReadAndWrite(device(1, 1, 0))));
}

} // namespace
} // namespace twinvirt::kvm
