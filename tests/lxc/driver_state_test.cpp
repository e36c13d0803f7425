// What is left beside the run directories when somebody is killed, or when two things happen at the
// same moment: nothing, at the latest once somebody has looked.
#include "lxc/driver_fixture.h"
#include "util/atomic_file.h"
#include "util/process.h"

#include <gmock/gmock.h>
#include <sys/wait.h>

#include <csignal>
#include <filesystem>
#include <set>

namespace twinvirt::lxc {

namespace fs = std::filesystem;

using testing::HasSubstr;
using namespace std::chrono_literals;

TEST_F(DriverTest, AnUndefinedDomainThatEndsByItselfLeavesNothing) {
    const auto identity = defineAndStart(probe("web", {"sleep"}));
    ASSERT_TRUE(driver_->undefineDomain(identity));
    const auto init = openPidfd(status("web").initPid);
    ASSERT_TRUE(init && sendSignal(init->get(), SIGKILL));
    EXPECT_TRUE(becomes([this] { return leftovers().empty(); })) << leftovers();
}

TEST_F(DriverTest, ATransientDomainThatIsDefinedWhileItRunsKeepsItsEnd) {
    const auto document = probe("web", {"sleep"});
    const auto started = driver_->createDomain(document, {});
    ASSERT_TRUE(started) << started.error().message;
    auto same = document;
    same.definition.uuid = started->record.identity.uuid;
    define(same);
    const auto init = openPidfd(status("web").initPid);
    ASSERT_TRUE(init && sendSignal(init->get(), SIGKILL));
    EXPECT_TRUE(becomes([this] { return !driver_->lookupByName("web")->id; }));
    EXPECT_EQ(driver_->lookupByName("web")->reason, 3) << "VIR_DOMAIN_SHUTOFF_CRASHED";
}

TEST_F(DriverTest, UndefineInTheMomentOfTheEndLeavesNothing) {
    for (int round = 0; round < 25; ++round) {
        const auto identity = defineAndStart(probe("web", {"sleep"}));
        const auto init = openPidfd(status("web").initPid);
        ASSERT_TRUE(init && sendSignal(init->get(), SIGKILL));
        std::this_thread::sleep_for(round * 150us);
        ASSERT_TRUE(driver_->undefineDomain(identity));
        EXPECT_TRUE(becomes([this] { return leftovers().empty(); })) << leftovers();
    }
}

TEST_F(DriverTest, WhatKilledClientsLeaveGoesWhenSomebodyLists) {
    for (int round = 0; round < 40; ++round) {
        const auto work = [this] {
            const auto own = openDriver();
            while (true) {
                const auto record = own->defineDomain(probe("web", {"sleep"}));
                if (!record)
                    return;
                (void)own->startDomain(record->identity, {});
                (void)own->undefineDomain(record->identity);
                (void)own->destroyDomain(record->identity);
            }
        };
        runAndKill(work, 2000us + round * 700us);
        EXPECT_TRUE(becomes([this] {
            const auto all = driver_->listDomains({.active = true, .inactive = true});
            EXPECT_TRUE(all) << all.error().message;
            for (const auto& domain : *all) {
                (void)driver_->destroyDomain(domain.identity);
                (void)driver_->undefineDomain(domain.identity);
            }
            return leftovers().empty();
        })) << leftovers();
    }
}

/// The entries of layers.h: of a domain that never came to be, and half written ones.
TEST_F(DriverTest, WhatKilledClientsLeaveOfLayersGoesWhenSomebodyLists) {
    for (const char* directory : {"lower", "upper", "work"})
        fs::create_directories(root_ / directory);
    const std::string overlay = "<devices><filesystem type='overlay'><source dir='" +
                                root_ / "lower" + "' upperdir='" + root_ / "upper" + "' workdir='" +
                                root_ / "work" + "'/><target dir='/mnt'/></filesystem></devices>";
    const auto web = define(probe("web", {"sleep"}, overlay));
    const auto odd = define(probe("odd.new-1-0", {"sleep"}, overlay));
    const std::string layers = root_ / "var/lib/twinvirt/layers";
    for (const char* stale : {"gone", "gone.new-1-0", "web.new-1-0"})
        ASSERT_TRUE(
            writeFileAtomically(layers + "/" + stale, "gone\n/lower\n", Durability::volatileState));
    ASSERT_TRUE(driver_->listDomains({.active = true, .inactive = true}));
    std::set<std::string> left;
    for (const auto& entry : fs::directory_iterator(layers))
        left.insert(entry.path().filename());
    EXPECT_THAT(left, testing::UnorderedElementsAre("web", "odd.new-1-0"));
    for (const auto& domain : {web, odd})
        ASSERT_TRUE(driver_->undefineDomain(domain));
    EXPECT_TRUE(fs::is_empty(layers));
}

TEST_F(DriverTest, ARenameThatIsKilledIsWholeAfterwards) {
    auto name = define(probe("old", {"sleep"}));
    ASSERT_TRUE(driver_->settings().setAutostart(name, true));
    for (int round = 0; round < 40; ++round) {
        const std::string target = name.name == "old" ? "new" : "old";
        runAndKill([&] { (void)openDriver()->settings().renameDomain(name, target); },
                   round * 60us);
        const auto all = driver_->listDomains({.active = true, .inactive = true});
        ASSERT_TRUE(all) << all.error().message;
        ASSERT_EQ(all->size(), 1U) << "one name or the other, never both";
        EXPECT_EQ(all->front().identity.uuid, name.uuid);
        EXPECT_TRUE(all->front().autostart);
        name = all->front().identity;
    }
}

TEST_F(DriverTest, ARenamedDomainIsTheSameUnderAnotherName) {
    const auto identity = defineAndStart(probe("old", {"say", "first-words", "sleep"}));
    ASSERT_TRUE(driver_->settings().setAutostart(identity, true));
    EXPECT_THAT(twinsh({"domrename", "old", "new"}), HasSubstr("cannot rename active domain"));
    ASSERT_TRUE(driver_->destroyDomain(identity));
    EXPECT_THAT(twinsh({"domrename", "old", "old"}), HasSubstr("Can't rename domain to itself"));
    EXPECT_EQ(twinsh({"domrename", "old", "new"}), "Domain successfully renamed\n\nexit 0");
    EXPECT_EQ(driver_->lookupByName("old").error().code, ErrorCode::noDomain);
    const auto record = driver_->lookupByName("new");
    ASSERT_TRUE(record) << record.error().message;
    EXPECT_EQ(record->identity.uuid, identity.uuid);
    EXPECT_TRUE(record->autostart);
    EXPECT_EQ(record->reason, 2) << "it was destroyed, under whatever name";
    EXPECT_THAT(twinsh({"logs", "new"}), HasSubstr("first-words"));
    define(probe("other", {"sleep"}));
    EXPECT_THAT(twinsh({"domrename", "new", "other"}),
                HasSubstr("domain with name 'other' already exists"));
    EXPECT_TRUE(driver_->startDomain(record->identity, {}));
}

TEST_F(DriverTest, AutostartIsListedAndAutostartAllStartsWhatIsMarked) {
    const auto marked = define(probe("marked", {"sleep"}));
    define(probe("plain", {"sleep"}));
    define(document("broken", "/no/such/init", {}));
    EXPECT_EQ(twinsh({"autostart", "marked"}), "Domain 'marked' marked as autostarted\n\nexit 0");
    EXPECT_THAT(twinsh({"autostart", "broken"}), HasSubstr("exit 0"));
    EXPECT_EQ(twinsh({"list", "--all", "--name", "--autostart"}), "broken\nmarked\n\nexit 0");
    EXPECT_EQ(twinsh({"list", "--all", "--name", "--no-autostart"}), "plain\n\nexit 0");
    EXPECT_THAT(twinsh({"dominfo", "marked"}), HasSubstr("Autostart:      enable"));

    const auto said = twinsh({"autostart-all"});
    EXPECT_THAT(said, HasSubstr("Domain 'marked' started"));
    EXPECT_THAT(said, HasSubstr("Failed to start domain 'broken'"));
    EXPECT_THAT(said, HasSubstr("exit 1"));
    EXPECT_EQ(driver_->lookupByName("marked")->state, DomainState::running);
    EXPECT_EQ(driver_->lookupByName("plain")->state, DomainState::shutoff);

    EXPECT_THAT(twinsh({"autostart", "broken", "--disable"}),
                HasSubstr("Domain 'broken' unmarked as autostarted"));
    EXPECT_EQ(twinsh({"autostart-all"}), "\nexit 0") << "what runs is left alone";
    ASSERT_TRUE(driver_->undefineDomain(marked));
    EXPECT_FALSE(driver_->lookupByName("marked")->autostart);
    EXPECT_THAT(twinsh({"autostart", "marked"}), HasSubstr("transient domain"));
}

} // namespace twinvirt::lxc
