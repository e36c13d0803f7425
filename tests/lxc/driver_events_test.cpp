#include "api/domain_monitor.h"
#include "api/resource_control.h"
#include "lxc/cgroup/cgroup_tree.h"
#include "lxc/domain_state.h"
#include "lxc/driver_fixture.h"
#include "util/process.h"

#include <gmock/gmock.h>

#include <csignal>
#include <filesystem>
#include <poll.h>
#include <unistd.h>

namespace twinvirt::lxc {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;

/// What another driver object, as another process would have it, sees of what driver_ does.
class EventTest : public DriverTest {
  protected:
    void SetUp() override {
        DriverTest::SetUp();
        if (!driver_)
            return;
        watcher_ = openDriver();
        auto stream = watcher_->monitor()->watchEvents();
        ASSERT_TRUE(stream) << stream.error().message;
        stream_ = std::move(stream).value();
    }
    void TearDown() override {
        stream_.reset();
        DriverTest::TearDown();
    }

    /// "web: lifecycle Started Booted" for each event, until there are `count`.
    std::vector<std::string> events(std::size_t count) {
        std::vector<std::string> lines;
        while (lines.size() < count) {
            pollfd entry{stream_->fd(), POLLIN, 0};
            if (::poll(&entry, 1, 20000) <= 0)
                break;
            auto taken = stream_->take();
            if (!taken)
                break;
            for (const auto& event : *taken)
                lines.push_back(event.domain.name + ": " + event.type +
                                (event.text.empty() ? "" : " " + event.text));
        }
        return lines;
    }

    std::unique_ptr<Driver> watcher_;
    std::unique_ptr<EventStream> stream_;
};

TEST_F(EventTest, ALifeIsToldFromItsDefinitionToItsEnd) {
    const auto document = probe("web", {"sleep"});
    const auto identity = define(document);
    EXPECT_THAT(events(1), ElementsAre("web: lifecycle Defined Added"));
    auto again = document;
    again.definition.uuid = identity.uuid;
    define(again);
    EXPECT_THAT(events(1), ElementsAre("web: lifecycle Defined Updated"));
    ASSERT_TRUE(driver_->startDomain(identity, {}));
    EXPECT_THAT(events(1), ElementsAre("web: lifecycle Started Booted"));
    ASSERT_TRUE(driver_->suspendDomain(identity));
    EXPECT_THAT(events(1), ElementsAre("web: lifecycle Suspended Paused"));
    ASSERT_TRUE(driver_->resumeDomain(identity));
    EXPECT_THAT(events(1), ElementsAre("web: lifecycle Resumed Unpaused"));
    ASSERT_TRUE(driver_->destroyDomain(identity));
    EXPECT_THAT(events(1), ElementsAre("web: lifecycle Stopped Destroyed"));
    ASSERT_TRUE(driver_->undefineDomain(identity));
    EXPECT_THAT(events(1), ElementsAre("web: lifecycle Undefined Removed"));
}

TEST_F(EventTest, ARenameIsToldOfBothNames) {
    const auto identity = define(probe("old", {"sleep"}));
    (void)events(1);
    ASSERT_TRUE(driver_->settings().renameDomain(identity, "new"));
    EXPECT_THAT(events(2),
                ElementsAre("old: lifecycle Undefined Renamed", "new: lifecycle Defined Renamed"));
    ASSERT_TRUE(driver_->undefineDomain({"new", identity.uuid}));
    EXPECT_THAT(events(1), ElementsAre("new: lifecycle Undefined Removed"));
}

TEST_F(EventTest, ARestartIsToldAsAReboot) {
    defineAndStart(probe("web", {"sleep"}, "<on_crash>restart</on_crash>"));
    (void)events(2);
    const auto init = openPidfd(status("web").initPid);
    ASSERT_TRUE(init && sendSignal(init->get(), SIGKILL));
    EXPECT_THAT(events(1), ElementsAre("web: reboot"));
}

TEST_F(EventTest, WhatAnotherProgramDoesIsTold) {
    define(probe("web", {"sleep"}));
    (void)events(1);
    EXPECT_THAT(twinsh({"start", "web"}), HasSubstr("started"));
    EXPECT_THAT(events(1), ElementsAre("web: lifecycle Started Booted"));
    EXPECT_THAT(twinsh({"memtune", "web", "--soft-limit", "65536", "--live"}), HasSubstr("exit 0"));
    EXPECT_THAT(events(1), ElementsAre("web: tunable \n\tmemtune.soft_limit: 65536"));
    EXPECT_THAT(twinsh({"destroy", "web"}), HasSubstr("destroyed"));
    EXPECT_THAT(events(1), ElementsAre("web: lifecycle Stopped Destroyed"));
}

TEST_F(EventTest, ALiveChangeOfLimitsIsTold) {
    const auto identity = defineAndStart(probe("web", {"sleep"}));
    (void)events(2); // Defined, Started
    ASSERT_TRUE(driver_->resources()->setMemory(identity, 65536, {.live = true}));
    EXPECT_THAT(events(1), ElementsAre("web: balloon-change 65536KiB"));
    ASSERT_TRUE(driver_->resources()->setParameters(
        identity, TuneGroup::scheduler, {{"cpu_shares", std::int64_t{512}}}, {.live = true}));
    EXPECT_THAT(events(1), ElementsAre("web: tunable \n\tcputune.cpu_shares: 512"));
}

TEST_F(EventTest, AnInitThatEndsByItselfIsTold) {
    // It ends when it is told to, after its start was seen: one that is gone before anyone looks
    // leaves nothing to tell.
    const auto created =
        driver_->createDomain(document("once", "/bin/sh", {"-c", "read line"}), {});
    ASSERT_TRUE(created) << created.error().message;
    EXPECT_THAT(events(1), Contains("once: lifecycle Started Booted"));
    const auto console =
        driver_->guest().openConsole(created->record.identity, "", ConsoleAccess::normal);
    ASSERT_TRUE(console) << console.error().message;
    ASSERT_EQ(::write(console->get(), "\n", 1), 1);
    EXPECT_THAT(events(1), Contains("once: lifecycle Stopped Shutdown"));
}

TEST_F(EventTest, TheEndOfAKilledKeeperIsToldWithoutAnyoneLooking) {
    const auto identity = defineAndStart(probe("web", {"sleep"}));
    (void)events(2);
    const auto keeper = openPidfd(status("web").supervisorPid);
    ASSERT_TRUE(keeper);
    ASSERT_TRUE(sendSignal(keeper->get(), SIGKILL));
    EXPECT_THAT(events(1), ElementsAre("web: lifecycle Stopped Crashed"));
}

TEST_F(EventTest, AFreezeByHandIsTold) {
    const auto identity = defineAndStart(probe("web", {"sleep"}));
    (void)events(2);
    const auto freezer = freezerLink(runDirectory("web")); // a link to the kernel's file
    const bool version2 = std::filesystem::canonical(freezer).filename() == "cgroup.freeze";
    ASSERT_TRUE(writeKernelFile(freezer, version2 ? "1" : "FROZEN"));
    EXPECT_THAT(events(1), ElementsAre("web: lifecycle Suspended Paused"));
    ASSERT_TRUE(writeKernelFile(freezer, version2 ? "0" : "THAWED"));
    EXPECT_THAT(events(1), ElementsAre("web: lifecycle Resumed Unpaused"));
    ASSERT_TRUE(driver_->suspendDomain(identity));
    EXPECT_THAT(events(1), ElementsAre(HasSubstr("Suspended Paused"))) << "once";
    ASSERT_TRUE(driver_->destroyDomain(identity));
    EXPECT_THAT(events(1), ElementsAre(HasSubstr("Stopped Destroyed"))) << "and nothing between";
}

} // namespace twinvirt::lxc
