#include "lxc/device_rules.h"
#include "lxc/elements.h"
#include "lxc/isolation/device_program.h"
#include "support/temporary_directory.h"

#include <gmock/gmock.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#include <fstream>

using namespace twinvirt;
using namespace twinvirt::lxc;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

namespace {

Timer timer(const std::string& name, std::optional<std::string> present = {}) {
    Timer result;
    result.name = name;
    result.present = std::move(present);
    return result;
}

DomainDefinition withMknod(bool on) {
    DomainDefinition definition;
    definition.features.capabilities = CapabilityFeature{CapabilityPolicy::defaultPolicy, {}};
    definition.features.capabilities->states.push_back(CapabilityState{"mknod", on});
    return definition;
}

TEST(DeviceRules, AreLibvirtsListAndAnyNodeWhereMknodIsOn) {
    EXPECT_EQ(deviceRules({}, {}).size(), 10U);
    EXPECT_THAT(deviceRules(withMknod(false), {}), Not(Contains("c *:* m")));
    const auto rules = deviceRules(withMknod(true), {});
    EXPECT_THAT(rules, testing::IsSupersetOf({"c *:* m", "b *:* m", "c 136:* rwm"}));
}

TEST(DeviceRules, SayTheSameToTheProgramOfVersion2) {
    const auto devices = asDeviceSpecs({"b *:* m", "c 136:* rwm", "c 10:229 r"});
    ASSERT_EQ(devices.size(), 3U);
    EXPECT_TRUE(devices[0].block);
    EXPECT_EQ(devices[0].majorNumber, anyMajor);
    EXPECT_EQ(devices[0].minorNumber, -1);
    EXPECT_EQ(devices[0].access, DeviceSpec::makeNode);
    EXPECT_FALSE(devices[1].block);
    EXPECT_EQ(devices[1].majorNumber, 136U);
    EXPECT_EQ(devices[1].minorNumber, -1);
    EXPECT_EQ(devices[1].access, DeviceSpec::makeNode | DeviceSpec::read | DeviceSpec::write);
    EXPECT_EQ(devices[2].minorNumber, 229);
    EXPECT_EQ(devices[2].access, DeviceSpec::read);
}

TEST(Timers, AreReadWhereTheHostHasThem) {
    const test::TemporaryDirectory devices("devices");
    if (::mknod((devices / "rtc").c_str(), S_IFCHR | 0600, makedev(1, 3)) != 0)
        GTEST_SKIP() << "needs root, to make a node";
    std::ofstream(devices / "hpet") << "no device";
    Clock clock;
    clock.timers = {timer("rtc"), timer("hpet"), timer("pit")};
    const auto found = planTimers(clock, devices.path());
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found[0].path, "rtc");
    EXPECT_TRUE(found[0].readOnly);
    EXPECT_THAT(deviceRules({}, found), Contains("c 1:3 r"));
    clock.timers = {timer("rtc", "no")};
    EXPECT_THAT(planTimers(clock, devices.path()), IsEmpty());
}

/// libvirt: it fails at the start, with "unsupported timer type (name)".
TEST(Timers, ThatCannotBeShownAreRefusedUnlessTheClockIsUtc) {
    DomainDefinition definition;
    definition.os.type = "exe";
    definition.clock.timers = {timer("rtc"), timer("pit"), timer("tsc", "no")};
    EXPECT_TRUE(refuseElements("web.xml", checkElements(definition)));
    definition.clock.offset = "localtime";
    const auto refused = refuseElements("web.xml", checkElements(definition));
    ASSERT_FALSE(refused);
    EXPECT_THAT(refused.error().message, HasSubstr("clock/timer[@name='pit']"));
    EXPECT_THAT(refused.error().message, HasSubstr("remove"));
}

} // namespace
