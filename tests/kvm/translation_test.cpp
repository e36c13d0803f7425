// What the driver makes of libvirt's answers, on libvirt's own test driver: no root, no daemon.
#include "api/device_changes.h"
#include "api/network_driver.h"
#include "kvm/console_log.h"
#include "kvm/kvm_world.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace twinvirt {
namespace {

using test::document;
using test::openKvm;
using testing::HasSubstr;

const std::string web = "<domain type='test'><name>web</name>"
                        "<uuid>58f081cd-09f9-4a4a-9f37-5d3bc687bf53</uuid><title>the web</title>"
                        "<memory unit='KiB'>65536</memory><vcpu>2</vcpu>"
                        "<os><type>hvm</type></os></domain>";

TEST(Translation, listsTheMachineOfTheTestDriver) {
    const auto driver = openKvm("test:///default");
    const auto domains = driver->listDomains({});
    ASSERT_TRUE(domains) << domains.error().message;
    ASSERT_EQ(domains->size(), 1U);
    const auto& test = domains->front();
    EXPECT_EQ(test.identity.name, "test");
    EXPECT_EQ(test.id, 1);
    EXPECT_EQ(test.state, DomainState::running);
    EXPECT_EQ(test.type, DomainType::test);
    EXPECT_TRUE(test.persistent);
    EXPECT_FALSE(test.title);
}

TEST(Translation, listsNothingWhenNeitherActiveNorInactiveIsAsked) {
    const auto driver = openKvm("test:///default");
    EXPECT_TRUE(driver->listDomains({.active = false, .inactive = false})->empty());
}

TEST(Translation, findsADomainByNameUuidAndId) {
    const auto driver = openKvm("test:///default");
    const auto byName = driver->lookupByName("test");
    ASSERT_TRUE(byName);
    EXPECT_EQ(driver->lookupByUuid(byName->identity.uuid)->identity.name, "test");
    EXPECT_EQ(driver->lookupById(1)->identity.name, "test");
}

TEST(Translation, keepsLibvirtsCodeAndTextForADomainThatIsNotThere) {
    const auto driver = openKvm("test:///default");
    const auto missing = driver->lookupByName("nope");
    ASSERT_FALSE(missing);
    EXPECT_EQ(missing.error().code, ErrorCode::noDomain);
    EXPECT_THAT(missing.error().message, HasSubstr("Domain not found"));
    const auto destroyed = driver->destroyDomain({"nope", Uuid::random()});
    ASSERT_FALSE(destroyed);
    EXPECT_EQ(destroyed.error().code, ErrorCode::noDomain);
}

TEST(Translation, tellsAddressesAndCountersOfAnInterface) {
    const auto driver = openKvm("test:///default");
    const auto identity = driver->lookupByName("test")->identity;
    const auto found = driver->interfaces()->addresses(identity, AddressSource::automatic);
    ASSERT_TRUE(found) << found.error().message;
    ASSERT_EQ(found->size(), 1U);
    EXPECT_EQ(found->front().name, "testnet0");
    EXPECT_EQ(found->front().mac, "aa:bb:cc:dd:ee:ff");
    EXPECT_EQ(found->front().addresses.at(0).address, "192.168.122.3");
    EXPECT_EQ(found->front().addresses.at(0).prefix, 24U);
    EXPECT_THAT(driver->interfaces()->addresses(identity, AddressSource::inside).error().message,
                HasSubstr("--source agent"));
    EXPECT_GT(*driver->interfaces()->stats(identity, "testnet0")->rxBytes, 0);
    EXPECT_THAT(driver->interfaces()->stats(identity, "vnet7").error().message,
                HasSubstr("'vnet7' is not a known interface"));
}

TEST(Translation, tellsTheBridgeOfANetwork) {
    const auto driver = openKvm("test:///default");
    const auto target = driver->networks()->target("default");
    ASSERT_TRUE(target) << target.error().message;
    EXPECT_EQ(target->bridge, "virbr0");
    const auto missing = driver->networks()->target("nosuch");
    EXPECT_EQ(missing.error().code, ErrorCode::noNetwork);
    EXPECT_THAT(missing.error().message, HasSubstr("nosuch"));
}

TEST(Translation, handsDevicesToLibvirt) {
    const auto driver = openKvm("test:///default");
    const auto identity = driver->lookupByName("test")->identity;
    EXPECT_THAT(driver->deviceChanges()
                    ->attachDevice(identity, {"nic.xml", "<interface type='user'/>"}, {})
                    .error()
                    .message,
                HasSubstr("virDomainAttachDevice"))
        << "the test driver has no such thing";
}

TEST(Translation, keepsLibvirtsCodeAndTextForAnOperationThatIsNotValid) {
    const auto driver = openKvm("test:///default");
    const auto identity = driver->defineDomain(document(web))->identity;
    const auto destroyed = driver->destroyDomain(identity);
    ASSERT_FALSE(destroyed);
    EXPECT_EQ(static_cast<int>(destroyed.error().code), 55) << "VIR_ERR_OPERATION_INVALID";
    EXPECT_EQ(destroyed.error().message, "Requested operation is not valid: domain is not running");
}

TEST(Translation, keepsAnInternalErrorOfLibvirtsAsItIs) {
    const auto driver = openKvm("test:///default");
    const auto started = driver->startDomain(driver->lookupByName("test")->identity, {});
    ASSERT_FALSE(started);
    EXPECT_EQ(static_cast<int>(started.error().code), 1) << "VIR_ERR_INTERNAL_ERROR";
    EXPECT_EQ(started.error().message, "internal error: Domain 'test' is already running");
}

TEST(Translation, refusesADefinitionThatLibvirtsSchemaRefuses) {
    const auto driver = openKvm("test:///default");
    const auto defined =
        driver->defineDomain(document("<domain type='test'><name>w</name><memory>1024</memory>"
                                      "<os><type>hvm</type></os><nonsense/></domain>"));
    ASSERT_FALSE(defined);
    EXPECT_THAT(defined.error().message, HasSubstr("XML document failed to validate"));
}

TEST(Translation, definesStartsAndRemovesADomain) {
    const auto driver = openKvm("test:///default");
    const auto defined = driver->defineDomain(document(web));
    ASSERT_TRUE(defined) << defined.error().message;
    EXPECT_EQ(defined->identity.uuid.toString(), "58f081cd-09f9-4a4a-9f37-5d3bc687bf53");
    EXPECT_EQ(defined->title, "the web");
    EXPECT_EQ(defined->state, DomainState::shutoff);
    EXPECT_FALSE(defined->id);
    const auto started = driver->startDomain(defined->identity, {});
    ASSERT_TRUE(started) << started.error().message;
    EXPECT_TRUE(started->record.id);
    ASSERT_TRUE(driver->suspendDomain(defined->identity));
    EXPECT_EQ(driver->lookupByName("web")->state, DomainState::paused);
    ASSERT_TRUE(driver->resumeDomain(defined->identity));
    ASSERT_TRUE(driver->destroyDomain(defined->identity));
    ASSERT_TRUE(driver->undefineDomain(defined->identity));
    EXPECT_FALSE(driver->lookupByName("web"));
}

TEST(Translation, waitsForAShutdownAndSaysThatItEnded) {
    const auto driver = openKvm("test:///default");
    const auto test = driver->lookupByName("test")->identity;
    const auto outcome = driver->shutdownDomain(test, {});
    ASSERT_TRUE(outcome) << outcome.error().message;
    EXPECT_EQ(*outcome, ShutdownOutcome::ended);
    EXPECT_EQ(driver->lookupByUuid(test.uuid)->state, DomainState::shutoff);
}

TEST(Translation, tellsWhatDominfoShows) {
    const auto driver = openKvm("test:///default");
    const auto info = driver->domainInfo(driver->defineDomain(document(web))->identity);
    ASSERT_TRUE(info) << info.error().message;
    EXPECT_EQ(info->osType, "linux");
    EXPECT_EQ(info->vcpus, 2U);
    EXPECT_EQ(info->maxMemoryKib, 65536U);
    EXPECT_FALSE(info->cpuTime);
    EXPECT_EQ(info->securityModel, "testSecurity");
}

TEST(Translation, handsOutLibvirtsXml) {
    const auto driver = openKvm("test:///default");
    const auto identity = driver->defineDomain(document(web))->identity;
    EXPECT_THAT(*driver->dumpXml(identity, {.inactive = true}),
                HasSubstr("<title>the web</title>"));
}

TEST(Translation, hasAFootprintWithoutProcessesInTheTestDriver) {
    const auto driver = openKvm("test:///default");
    const auto footprint = driver->domainFootprint(driver->lookupByName("test")->identity);
    ASSERT_TRUE(footprint) << footprint.error().message;
    EXPECT_TRUE(footprint->runtime.empty());
    EXPECT_EQ(footprint->acceleration, "");
}

TEST(Translation, tellsTheVersionAndTheCapabilities) {
    const auto driver = openKvm("test:///default");
    const auto version = driver->host().version();
    ASSERT_TRUE(version) << version.error().message;
    EXPECT_EQ(version->hypervisor, "TEST");
    EXPECT_GE(version->library, 9000000U);
    EXPECT_THAT(*driver->host().capabilities(), HasSubstr("<capabilities>"));
}

TEST(Translation, saysThatAConsoleNeedsARunningDomain) {
    const auto driver = openKvm("test:///default");
    const auto identity = driver->defineDomain(document(web))->identity;
    const auto console = driver->guest().openConsole(identity, "", ConsoleAccess::normal);
    ASSERT_FALSE(console);
    EXPECT_EQ(console.error().message, "The domain is not running");
}

TEST(Translation, refusesACommandWithoutAnAgentAndSaysWhatToAdd) {
    const auto driver = openKvm("test:///default");
    ExecRequest request;
    request.command = {"true"};
    const auto result = driver->guest().execute(driver->lookupByName("test")->identity, request);
    ASSERT_FALSE(result);
    EXPECT_THAT(result.error().message, HasSubstr("console"));
}

TEST(Translation, marksAndRenamesThroughLibvirtAndHandsItsRefusalsOn) {
    const auto driver = openKvm("test:///default");
    const auto identity = driver->defineDomain(document(web))->identity;
    ASSERT_TRUE(driver->settings().setAutostart(identity, true));
    EXPECT_TRUE(driver->lookupByName(identity.name)->autostart);
    ASSERT_TRUE(driver->settings().renameDomain(identity, "other"));
    const auto renamed = driver->lookupByName("other");
    ASSERT_TRUE(renamed) << renamed.error().message;
    EXPECT_EQ(renamed->identity.uuid, identity.uuid);
    const auto running = driver->lookupByName("test")->identity;
    EXPECT_EQ(driver->settings().renameDomain(running, "new").error().message,
              "Requested operation is not valid: cannot rename active domain");
}

TEST(Translation, saysWhatToUseInsteadOfWhatAMachineCannot) {
    const auto driver = openKvm("test:///default");
    const auto identity = driver->lookupByName("test")->identity;
    EXPECT_THAT(driver->guest().processes(identity).error().message,
                HasSubstr("`exec test -- ps -ef`"));
    EXPECT_THAT(driver->guest().sendProcessSignal(identity, 7, 15).error().message,
                HasSubstr("`exec test -- kill -15 -- 7`"));
    EXPECT_THAT(driver->guest().openLog(identity, "", false).error().message,
                HasSubstr("<log file="));
    ExecRequest request;
    request.command = {"true"};
    request.user = "nobody";
    EXPECT_THAT(driver->guest().execute(identity, request).error().message, HasSubstr("su nobody"));
    StartOptions options;
    options.passDescriptors = {0};
    ASSERT_TRUE(driver->destroyDomain(identity));
    EXPECT_THAT(driver->startDomain(identity, options).error().message, HasSubstr("<channel>"));
}

TEST(ConsoleLog, IsTheFileThatTheDefinitionNamesForTheDevice) {
    const std::string xml = "<domain><devices><serial type='pty'><alias name='serial0'/></serial>"
                            "<serial type='pty'><log file='/a/b.log' append='on'/>"
                            "<alias name='serial1'/></serial></devices></domain>";
    EXPECT_EQ(kvm::logFileOf(xml, ""), "/a/b.log");
    EXPECT_EQ(kvm::logFileOf(xml, "serial1"), "/a/b.log");
    EXPECT_EQ(kvm::logFileOf(xml, "serial0"), "");
    EXPECT_EQ(kvm::logFileOf(xml, "' or '1'='1"), "") << "compared, not evaluated";
    EXPECT_EQ(kvm::logFileOf("<not xml", ""), "");
}

} // namespace
} // namespace twinvirt
