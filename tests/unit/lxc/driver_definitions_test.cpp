#include "api/uri.h"
#include "lxc/container_status.h"
#include "lxc/lxc_driver.h"
#include "util/atomic_file.h"
#include "util/file_lock.h"
#include "util/process.h"
#include "xml/domain_xml.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>

using namespace twinvirt;
namespace fs = std::filesystem;

namespace {

/// The driver on a root of its own; nothing here needs rights.
class LxcDefinitions : public testing::Test {
  protected:
    LxcDefinitions() : root_(fs::temp_directory_path() / "twinvirt-def-XXXXXX") {
        if (::mkdtemp(root_.data()) == nullptr)
            std::abort();
        driver_ =
            lxc::openLxcDriver({"lxc", "/embed", root_}, InstallPaths::fromBin(TWINVIRT_BIN_DIR))
                .value();
    }
    ~LxcDefinitions() override { fs::remove_all(root_); }

    static DomainDocument document(const std::string& name, const std::string& more = "") {
        const std::string xml = "<domain type='lxc'><name>" + name +
                                "</name><memory>65536</memory><os><type>exe</type>"
                                "<init>/bin/sh</init></os>" +
                                more + "</domain>";
        return {name + ".xml", xml, readDomainDefinition({name + ".xml", xml}).value()};
    }
    [[nodiscard]] std::string runDirectory(const std::string& name) const {
        return root_ + "/run/twinvirt/lxc/" + name;
    }

    std::string root_;
    std::unique_ptr<Driver> driver_;
};

TEST_F(LxcDefinitions, ADefinedDomainIsListedLookedUpPrintedAndUndefined) {
    const auto record = driver_->defineDomain(document("web"));
    ASSERT_TRUE(record) << record.error().message;
    EXPECT_EQ(record->state, DomainState::shutoff);
    EXPECT_TRUE(record->persistent);
    EXPECT_FALSE(record->id);
    EXPECT_EQ(driver_->listDomains({.active = true, .inactive = true})->size(), 1U);
    EXPECT_TRUE(driver_->listDomains({.active = true, .inactive = false})->empty());
    EXPECT_EQ(driver_->lookupByUuid(record->identity.uuid)->identity.name, "web");
    EXPECT_THAT(driver_->dumpXml(record->identity, {}).value(),
                testing::HasSubstr("<uuid>" + record->identity.uuid.toString() + "</uuid>"));
    EXPECT_EQ(driver_->domainInfo(record->identity)->maxMemoryKib, 65536U);

    ASSERT_TRUE(driver_->undefineDomain(record->identity));
    EXPECT_EQ(driver_->lookupByName("web").error().code, ErrorCode::noDomain);
    EXPECT_TRUE(fs::is_empty(root_ + "/run/twinvirt/lxc")) << "no lock file stays";
}

TEST_F(LxcDefinitions, WhatIsRefusedChangesNothing) {
    const auto refused =
        driver_->defineDomain(document("web", "<devices><interface type='null'/></devices>"));
    ASSERT_FALSE(refused);
    EXPECT_THAT(refused.error().message, testing::HasSubstr("type='bridge'"));
    EXPECT_EQ(driver_->lookupByName("web").error().code, ErrorCode::noDomain);
}

TEST_F(LxcDefinitions, VerbsOfARunningDomainSayThatItDoesNotRun) {
    const auto identity = driver_->defineDomain(document("web"))->identity;
    const std::string text = "Requested operation is not valid: domain is not running";
    EXPECT_EQ(driver_->destroyDomain(identity).error().message, text);
    EXPECT_EQ(driver_->shutdownDomain(identity, {}).error().message, text);
    EXPECT_EQ(driver_->suspendDomain(identity).error().message, text);
    EXPECT_EQ(driver_->resumeDomain(identity).error().message, text);
    EXPECT_EQ(driver_->guest().execute(identity, {{"ps"}, {}}).error().message, text);
    EXPECT_EQ(driver_->guest().openConsole(identity, "", ConsoleAccess::normal).error().message,
              text);
    const auto other = DomainIdentity{"web", Uuid::random()};
    EXPECT_EQ(driver_->destroyDomain(other).error().code, ErrorCode::noDomain);
}

TEST_F(LxcDefinitions, ARunDirectoryWhoseLockIsFreeIsADomainThatCrashed) {
    const auto identity = driver_->defineDomain(document("web"))->identity;
    fs::create_directories(runDirectory("web"));
    lxc::ContainerStatus status;
    status.bootId = readFile("/proc/sys/kernel/random/boot_id")->substr(0, 36);
    status.initPid = 1; // a bystander: its start time is not that one's
    status.initStartTime = 77;
    ASSERT_TRUE(writeFileAtomically(runDirectory("web") + "/status", lxc::encodeStatus(status),
                                    Durability::volatileState));

    EXPECT_EQ(driver_->lookupByName("web")->state, DomainState::crashed);
    EXPECT_FALSE(fs::exists(runDirectory("web")));
    const auto other =
        lxc::openLxcDriver({"lxc", "/embed", root_}, InstallPaths::fromBin(TWINVIRT_BIN_DIR))
            .value();
    EXPECT_EQ(other->lookupByName("web")->state, DomainState::shutoff);
    EXPECT_EQ(other->lookupByName("web")->reason, 3) << "VIR_DOMAIN_SHUTOFF_CRASHED";
    ASSERT_TRUE(driver_->undefineDomain(identity));
    EXPECT_TRUE(fs::is_empty(root_ + "/run/twinvirt/lxc"));
}

TEST_F(LxcDefinitions, AfterARebootOfTheHostADomainIsJustShutOff) {
    ASSERT_TRUE(driver_->defineDomain(document("web")));
    fs::create_directories(runDirectory("web"));
    lxc::ContainerStatus status;
    status.bootId = "00000000-0000-0000-0000-000000000000";
    status.initPid = ::getpid(); // must not be touched
    status.initStartTime = processStartTime(::getpid()).value();
    ASSERT_TRUE(writeFileAtomically(runDirectory("web") + "/status", lxc::encodeStatus(status),
                                    Durability::volatileState));
    EXPECT_EQ(driver_->lookupByName("web")->state, DomainState::shutoff);
    EXPECT_FALSE(fs::exists(runDirectory("web")));
}

TEST_F(LxcDefinitions, AnInterruptedStartIsReleased) {
    ASSERT_TRUE(driver_->defineDomain(document("web")));
    fs::create_directories(runDirectory("web"));
    ASSERT_TRUE(writeFileAtomically(runDirectory("web") + "/alive", "", Durability::volatileState));
    EXPECT_EQ(driver_->listDomains({.active = true, .inactive = true})->front().state,
              DomainState::shutoff);
    EXPECT_FALSE(fs::exists(runDirectory("web")));
}

TEST_F(LxcDefinitions, ADomainThatSomebodyElseChangesIsLeftAlone) {
    ASSERT_TRUE(driver_->defineDomain(document("web")));
    fs::create_directories(runDirectory("web"));
    const auto changer = FileLock::tryAcquire(runDirectory("web") + ".lock");
    ASSERT_TRUE(changer);
    EXPECT_EQ(driver_->lookupByName("web")->state, DomainState::shutoff);
    EXPECT_TRUE(fs::exists(runDirectory("web"))) << "a start may be at work in it";
}

TEST_F(LxcDefinitions, WhatAKilledProcessLeftBesideTheRunDirectoriesGoesWhenSomebodyLists) {
    ASSERT_TRUE(driver_->defineDomain(document("web")));
    for (const char* file : {"gone.ended", "gone.console", "gone.lock", "web.lock", "web.ended"})
        ASSERT_TRUE(writeFileAtomically(runDirectory(file), "", Durability::volatileState));
    const auto changer = FileLock::tryAcquire(runDirectory("busy.lock"));
    ASSERT_TRUE(changer);
    ASSERT_TRUE(writeFileAtomically(runDirectory("busy.ended"), "", Durability::volatileState));

    ASSERT_TRUE(driver_->listDomains({.active = true, .inactive = true}));
    for (const char* file : {"gone.ended", "gone.console", "gone.lock", "web.lock"})
        EXPECT_FALSE(fs::exists(runDirectory(file))) << file;
    EXPECT_TRUE(fs::exists(runDirectory("web.ended"))) << "the end of a domain that is defined";
    EXPECT_TRUE(fs::exists(runDirectory("busy.ended"))) << "somebody is at it";
    EXPECT_TRUE(fs::exists(runDirectory("busy.lock")));
}

TEST_F(LxcDefinitions, WhatAKilledUndefineLeftGoesWhenSomebodyLooksForTheDomain) {
    ASSERT_TRUE(driver_->defineDomain(document("other"))); // makes the directory
    for (const char* file : {"web.ended", "web.console", "web.lock"})
        ASSERT_TRUE(writeFileAtomically(runDirectory(file), "", Durability::volatileState));
    EXPECT_EQ(driver_->lookupByName("web").error().code, ErrorCode::noDomain);
    EXPECT_TRUE(fs::is_empty(root_ + "/run/twinvirt/lxc"));
}

TEST_F(LxcDefinitions, ADomainWhoseNameLooksLikeAFileOfAnotherIsNoneOfIts) {
    ASSERT_TRUE(driver_->defineDomain(document("web")));
    for (const char* name : {"web.console", "web.ended", "web.lock"})
        ASSERT_TRUE(driver_->defineDomain(document(name)));
    EXPECT_EQ(driver_->listDomains({.active = true, .inactive = true})->size(), 4U);
}

} // namespace
