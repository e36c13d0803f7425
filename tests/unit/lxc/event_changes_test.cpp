#include "lxc/event_changes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace twinvirt::lxc {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

namespace {

const DomainIdentity web{"web", Uuid{}};

DomainDefinition definition() {
    DomainDefinition made;
    made.name = "web";
    made.memoryKib = 131072;
    made.currentMemoryKib = 131072;
    return made;
}

/// "tunable:\n\tcputune.cpu_shares: 512" for each event.
std::vector<std::string> told(const DomainDefinition& before, const DomainDefinition& after) {
    std::vector<std::string> lines;
    for (const auto& event : eventsOfChange(web, before, after))
        lines.push_back(event.type + ":" + event.text);
    return lines;
}

} // namespace

TEST(EventsOfChange, AreNoneWhereNothingChanged) {
    EXPECT_THAT(told(definition(), definition()), IsEmpty());
}

TEST(EventsOfChange, NameEachLimitThatChangedInOneEvent) {
    auto after = definition();
    after.cpuTune.shares = 512;
    after.memoryTune.hardLimitKib = 65536;
    after.vcpu.cpuset = "0";
    EXPECT_THAT(told(definition(), after),
                ElementsAre("tunable:\n\tcputune.cpu_shares: 512\n\tcputune.vcpupin0: 0"
                            "\n\tmemtune.hard_limit: 65536"));
    EXPECT_THAT(told(after, definition()),
                ElementsAre("tunable:\n\tcputune.cpu_shares: 1024\n\tcputune.vcpupin0: all"
                            "\n\tmemtune.hard_limit: unlimited"));
}

TEST(EventsOfChange, TellWhatSetmemDidAsTheBalloons) {
    auto after = definition();
    after.currentMemoryKib = 65536;
    const auto events = eventsOfChange(web, definition(), after);
    ASSERT_EQ(events.size(), 1U);
    EXPECT_EQ(events.front().type, "balloon-change");
    EXPECT_THAT(events.front().fields, ElementsAre(Pair("actualKiB", "65536")));
}

TEST(EventsOfChange, NameTheDevicesThatCameAndWent) {
    auto before = definition();
    NetworkInterface interface;
    interface.type = "bridge";
    interface.targetDevice = "vnet0";
    before.devices.interfaces.push_back(interface);
    auto after = before;
    after.devices.interfaces.front().linkUp = false; // another state of the same device
    Filesystem data;
    data.target = "/data";
    after.devices.filesystems.push_back(data);
    EXPECT_THAT(told(before, after), ElementsAre("device-added:/data"));
    after.devices.interfaces.clear();
    EXPECT_THAT(told(before, after), ElementsAre("device-removed:vnet0", "device-added:/data"));
}

} // namespace twinvirt::lxc
