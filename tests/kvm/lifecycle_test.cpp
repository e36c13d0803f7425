// Real machines over qemu:///system, under TCG.
#include "image/root_tree.h"
#include "kvm/kvm_world.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>

namespace twinvirt {
namespace {

using test::document;
using test::KvmWorld;
using test::readUntil;

class Machine : public testing::Test {
  protected:
    void SetUp() override {
        if (const auto reason = test::whyNoMachines(); !reason.empty())
            GTEST_SKIP() << reason;
    }
};

std::vector<std::string> keysOf(const DomainStats& stats) {
    std::vector<std::string> keys;
    for (const auto& entry : stats)
        keys.push_back(entry.key);
    return keys;
}

TEST_F(Machine, bootsToTheMarkerAndPowersOffWhenShutDown) {
    KvmWorld world("boot");
    const auto started = world.create();
    ASSERT_TRUE(started) << started.error().message;
    EXPECT_EQ(started->record.state, DomainState::running);
    EXPECT_FALSE(started->record.persistent);
    // The login prompt: by then acpid listens to the power button for sure.
    EXPECT_THAT(readUntil(started->console.get(), "login:"), testing::HasSubstr(readyMarker));
    const auto outcome =
        world.driver().shutdownDomain(world.identity(), {std::chrono::seconds(60)});
    ASSERT_TRUE(outcome) << outcome.error().message;
    EXPECT_EQ(*outcome, ShutdownOutcome::ended);
    EXPECT_FALSE(world.driver().lookupByName(world.name())) << "a transient domain is gone";
}

TEST_F(Machine, isListedSuspendedResumedAndDestroyed) {
    KvmWorld world("life");
    ASSERT_TRUE(world.create());
    auto& driver = world.driver();
    const auto running = *driver.listDomains({.active = true, .inactive = false});
    EXPECT_TRUE(std::ranges::any_of(running, [&](const DomainRecord& record) {
        return record.identity == world.identity() && record.id &&
               record.title == "a machine of the tests" && record.type == DomainType::qemu;
    }));
    ASSERT_TRUE(driver.suspendDomain(world.identity()));
    EXPECT_EQ(driver.lookupByName(world.name())->state, DomainState::paused);
    ASSERT_TRUE(driver.resumeDomain(world.identity()));
    EXPECT_EQ(driver.lookupByName(world.name())->state, DomainState::running);
    const auto destroyed = driver.destroyDomain(world.identity());
    ASSERT_TRUE(destroyed) << destroyed.error().message;
    EXPECT_EQ(driver.lookupByName(world.name()).error().code, ErrorCode::noDomain);
}

TEST_F(Machine, startsPausedWhenAskedAndPrintsNothingUntilResumed) {
    KvmWorld world("paused");
    auto& driver = world.driver();
    const auto started =
        driver.createDomain(document(world.machineXml()), {.paused = true, .attachConsole = true});
    ASSERT_TRUE(started) << started.error().message;
    EXPECT_EQ(started->record.state, DomainState::paused);
    ASSERT_TRUE(driver.resumeDomain(world.identity()));
    readUntil(started->console.get(), readyMarker);
}

TEST_F(Machine, keepsItsDefinitionWhenItEnds) {
    KvmWorld world("persistent");
    auto& driver = world.driver();
    const auto defined = driver.defineDomain(document(world.machineXml()));
    ASSERT_TRUE(defined) << defined.error().message;
    EXPECT_EQ(defined->state, DomainState::shutoff);
    ASSERT_TRUE(driver.startDomain(world.identity(), {}));
    ASSERT_TRUE(driver.destroyDomain(world.identity()));
    const auto left = driver.lookupByName(world.name());
    ASSERT_TRUE(left);
    EXPECT_EQ(left->state, DomainState::shutoff);
    EXPECT_TRUE(left->persistent);
    ASSERT_TRUE(driver.undefineDomain(world.identity()));
    EXPECT_FALSE(driver.lookupByName(world.name()));
}

TEST_F(Machine, becomesTransientWhenUndefinedWhileItRuns) {
    KvmWorld world("undefine");
    auto& driver = world.driver();
    ASSERT_TRUE(driver.defineDomain(document(world.machineXml())));
    ASSERT_TRUE(driver.startDomain(world.identity(), {}));
    ASSERT_TRUE(driver.undefineDomain(world.identity()));
    EXPECT_FALSE(driver.lookupByName(world.name())->persistent);
}

TEST_F(Machine, tellsLibvirtsStatsOfTheGroupsAsked) {
    KvmWorld world("stats");
    ASSERT_TRUE(world.create());
    const auto all = world.driver().domainStats(world.identity(), {});
    ASSERT_TRUE(all) << all.error().message;
    EXPECT_THAT(keysOf(*all), testing::IsSupersetOf({"state.state", "state.reason", "cpu.time",
                                                     "balloon.current", "balloon.maximum"}));
    const auto state = world.driver().domainStats(world.identity(), {.state = true,
                                                                     .cpu = false,
                                                                     .balloon = false,
                                                                     .vcpu = false,
                                                                     .interface = false,
                                                                     .block = false,
                                                                     .perf = false,
                                                                     .iothread = false,
                                                                     .memory = false,
                                                                     .dirtyrate = false,
                                                                     .vm = false});
    EXPECT_THAT(keysOf(*state), testing::ElementsAre("state.state", "state.reason"));
}

TEST_F(Machine, hasTheFootprintOfItsQemu) {
    KvmWorld world("footprint");
    ASSERT_TRUE(world.create());
    const auto footprint = world.driver().domainFootprint(world.identity());
    ASSERT_TRUE(footprint) << footprint.error().message;
    EXPECT_EQ(footprint->acceleration, "tcg");
    EXPECT_TRUE(footprint->guest.empty());
    ASSERT_EQ(footprint->runtime.size(), 1U);
    const auto program = std::filesystem::read_symlink(
        "/proc/" + std::to_string(footprint->runtime.front()) + "/exe");
    EXPECT_THAT(program.filename().string(), testing::StartsWith("qemu-system"));
    for (const auto& file : footprint->cgroupMemoryFiles)
        EXPECT_TRUE(std::filesystem::exists(file)) << file;
}

TEST_F(Machine, refusesASecondStartInLibvirtsWords) {
    KvmWorld world("twice");
    ASSERT_TRUE(world.driver().defineDomain(document(world.machineXml())));
    ASSERT_TRUE(world.driver().startDomain(world.identity(), {}));
    const auto again = world.driver().startDomain(world.identity(), {});
    ASSERT_FALSE(again);
    EXPECT_EQ(again.error().code, ErrorCode::operationInvalid);
    EXPECT_EQ(again.error().message, "Requested operation is not valid: domain is already running");
}

} // namespace
} // namespace twinvirt
