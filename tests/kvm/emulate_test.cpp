// <domain type='kvm'> where KVM runs no guest.
#include "kvm/kvm_world.h"
#include "kvm/probe/kvm_probe.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <unistd.h>

namespace twinvirt {
namespace {

using test::document;
using test::KvmWorld;
using test::readUntil;
using testing::HasSubstr;

class Emulation : public testing::Test {
  protected:
    void SetUp() override {
        if (const auto reason = test::whyNoMachines(); !reason.empty())
            GTEST_SKIP() << reason;
        if (kvm::probedKvm({}, kvm::probeCacheDirectory()).works)
            GTEST_SKIP() << "KVM runs guests on this host";
    }
};

TEST_F(Emulation, isNotDoneUnasked) {
    if (::access("/dev/kvm", F_OK) != 0)
        GTEST_SKIP() << "this host has no /dev/kvm: its libvirt takes no <domain type='kvm'>";
    KvmWorld world("refused");
    ASSERT_TRUE(world.driver().defineDomain(document(world.machineXml("kvm"))));
    const auto started = world.driver().startDomain(world.identity(), {});
    ASSERT_FALSE(started);
    EXPECT_EQ(started.error().code, ErrorCode::configUnsupported);
    EXPECT_THAT(started.error().message, HasSubstr("/dev/kvm"));
    EXPECT_THAT(started.error().message, HasSubstr("<domain type='qemu'>"));
    EXPECT_THAT(started.error().message, HasSubstr("--emulate"));
    EXPECT_EQ(world.driver().lookupByName(world.name())->state, DomainState::shutoff);
}

TEST_F(Emulation, isNamedWhereLibvirtDoesNotKeepTheDefinition) {
    if (::access("/dev/kvm", F_OK) == 0)
        GTEST_SKIP() << "this host has /dev/kvm: libvirt keeps a <domain type='kvm'>";
    KvmWorld world("nodevice");
    const auto defined = world.driver().defineDomain(document(world.machineXml("kvm")));
    ASSERT_FALSE(defined);
    EXPECT_THAT(defined.error().message, HasSubstr("no /dev/kvm"));
    EXPECT_THAT(defined.error().message, HasSubstr("'create --emulate'"));
}

TEST_F(Emulation, isRefusedForATransientMachineToo) {
    KvmWorld world("transient");
    const auto started = world.driver().createDomain(document(world.machineXml("kvm")), {});
    ASSERT_FALSE(started);
    EXPECT_EQ(started.error().code, ErrorCode::configUnsupported);
    EXPECT_FALSE(world.driver().lookupByName(world.name()));
}

TEST_F(Emulation, runsTheDefinitionUnderTcgAndLeavesThePersistentOneAsItIs) {
    if (::access("/dev/kvm", F_OK) != 0)
        GTEST_SKIP() << "this host has no /dev/kvm: its libvirt takes no <domain type='kvm'>";
    KvmWorld world("emulated");
    auto& driver = world.driver();
    ASSERT_TRUE(driver.defineDomain(document(world.machineXml("kvm"))));
    const auto before = *driver.dumpXml(world.identity(), {.inactive = true});
    const auto started =
        driver.startDomain(world.identity(), {.attachConsole = true, .emulate = true});
    ASSERT_TRUE(started) << started.error().message;
    readUntil(started->console.get(), "login:");
    EXPECT_TRUE(started->record.persistent);
    EXPECT_EQ(driver.lookupByName(world.name())->type, DomainType::qemu);
    EXPECT_EQ(driver.domainFootprint(world.identity())->acceleration, "tcg");
    EXPECT_EQ(*driver.dumpXml(world.identity(), {.inactive = true}), before);
    ASSERT_TRUE(driver.destroyDomain(world.identity()));
    EXPECT_EQ(driver.lookupByName(world.name())->type, DomainType::kvm);
}

} // namespace
} // namespace twinvirt
