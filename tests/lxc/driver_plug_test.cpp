#include "api/device_changes.h"
#include "api/network_driver.h"
#include "lxc/network_fixture.h"
#include "lxc/read_only_definitions.h"

#include <gmock/gmock.h>

namespace twinvirt::lxc {

using testing::HasSubstr;
using testing::Not;

/// An <interface> on the bridge, as attach-device takes it.
static DeviceDocument device(const std::string& bridge, const std::string& mac,
                             const std::string& more = "") {
    return {"nic.xml", "<interface type='bridge'><mac address='" + mac + "'/><source bridge='" +
                           bridge + "'/>" + more + "</interface>"};
}

TEST_F(NetworkTest, AnInterfaceIsPluggedIntoARunningContainerAndTakenOutAgain) {
    const auto one = defineAndStart(container("one", onBridge(), 1));
    const auto two = defineAndStart(probe("two", {"sleep"}));
    auto& devices = *driver_->deviceChanges();
    const auto nic = device(bridge_.name(), mac(2), "<ip address='10.250.0.2'/>");
    const auto attached = devices.attachDevice(two, nic, {.live = true});
    ASSERT_TRUE(attached) << attached.error().message;
    EXPECT_THAT(ping(two, 1), HasSubstr(received));
    EXPECT_THAT(liveXml(two), HasSubstr(mac(2)));
    EXPECT_THAT(driver_->dumpXml(two, {.inactive = true}).value(), Not(HasSubstr(mac(2))))
        << "--live alone";
    EXPECT_FALSE(devices.attachDevice(two, nic, {.live = true})) << "it is there already";

    const auto detached = devices.detachDevice(two, nic, {.live = true});
    ASSERT_TRUE(detached) << detached.error().message;
    EXPECT_THAT(execute(two, {"ip", "-o", "link"}), Not(HasSubstr(mac(2))));
    EXPECT_THAT(liveXml(two), Not(HasSubstr(mac(2))));
    EXPECT_THAT(devices.detachDevice(two, nic, {.live = true}).error().message,
                HasSubstr("no device matching MAC address " + mac(2)));
}

TEST_F(NetworkTest, AnInterfaceThatIsAttachedToTheDefinitionIsThereAtTheNextStart) {
    const auto one = define(probe("one", {"sleep"}));
    auto& devices = *driver_->deviceChanges();
    ASSERT_TRUE(devices.attachDevice(one, device(bridge_.name(), mac(1)), {.config = true}));
    ASSERT_TRUE(driver_->startDomain(one, {}));
    EXPECT_THAT(execute(one, {"ip", "-o", "link", "show", "eth0"}), HasSubstr(mac(1)));
}

TEST_F(NetworkTest, ThePluggedInterfaceIsThereAfterARestart) {
    const auto one = defineAndStart(probe("one", {"sleep"}, "<on_crash>restart</on_crash>"));
    ASSERT_TRUE(driver_->deviceChanges()->attachDevice(one, device(bridge_.name(), mac(1)),
                                                       {.live = true}));
    ASSERT_TRUE(crashAndRestart("one"));
    EXPECT_THAT(execute(one, {"ip", "-o", "link", "show", "eth0"}), HasSubstr(mac(1)));
}

TEST_F(NetworkTest, TheCableIsUnpluggedAndPluggedWhileTheContainerRuns) {
    const auto one = defineAndStart(container("one", onBridge(), 1));
    auto& devices = *driver_->deviceChanges();
    const std::string address = "<ip address='10.250.0.1' prefix='24'/>";
    const auto down = devices.updateDevice(
        one, device(bridge_.name(), mac(1), address + "<link state='down'/>"), {.live = true});
    ASSERT_TRUE(down) << down.error().message;
    EXPECT_THAT(execute(one, {"ip", "-o", "link", "show", "eth0"}), HasSubstr("NO-CARRIER"));
    EXPECT_THAT(liveXml(one), HasSubstr("<link state='down'/>"));
    ASSERT_TRUE(devices.updateDevice(
        one, device(bridge_.name(), mac(1), address + "<link state='up'/>"), {.live = true}));
    EXPECT_TRUE(becomes([&] {
        return execute(one, {"ip", "-o", "link", "show", "eth0"}).find("LOWER_UP") !=
               std::string::npos;
    }));
    EXPECT_THAT(
        devices
            .updateDevice(one, device(bridge_.name(), mac(1), "<mtu size='1300'/>"), {.live = true})
            .error()
            .message,
        HasSubstr("MTU"));
}

TEST_F(NetworkTest, WhatCannotBePluggedIsRefusedAndChangesNothing) {
    const auto one = defineAndStart(container("one", onBridge(), 1));
    const auto before = liveXml(one);
    auto& devices = *driver_->deviceChanges();
    EXPECT_THAT(
        devices.attachDevice(one, device("tvnosuch", mac(2)), {.live = true, .config = true})
            .error()
            .message,
        HasSubstr("ip link add tvnosuch"));
    EXPECT_FALSE(devices.attachDevice(one, device(bridge_.name(), mac(2), "<guest dev='eth0'/>"),
                                      {.live = true}));
    EXPECT_THAT(devices.attachDevice(one, {"d.xml", "<watchdog model='itco'/>"}, {.live = true})
                    .error()
                    .message,
                HasSubstr("only <disk>, <filesystem>, <hostdev>, <interface>"));
    EXPECT_EQ(liveXml(one), before);
    EXPECT_THAT(driver_->dumpXml(one, {.inactive = true}).value(), Not(HasSubstr(mac(2))));
}

TEST_F(NetworkTest, APlugIsTakenBackWhenTheDefinitionCannotBeSaved) {
    const auto one = defineAndStart(container("one", onBridge(), 1));
    const auto before = liveXml(one);
    const auto ends = hostEnds();
    const ReadOnlyDefinitions readOnly(root_ / "etc/twinvirt/lxc");
    auto& devices = *driver_->deviceChanges();
    const ChangeScope both{.live = true, .config = true};
    EXPECT_FALSE(devices.attachDevice(one, device(bridge_.name(), mac(2)), both));
    EXPECT_EQ(hostEnds(), ends);
    EXPECT_THAT(execute(one, {"ip", "-o", "link"}), Not(HasSubstr(mac(2))));
    EXPECT_EQ(liveXml(one), before);
}

TEST_F(NetworkTest, NothingIsTakenOutAndNothingChangedWhenTheDefinitionCannotBeSaved) {
    const auto one = defineAndStart(container("one", onBridge(), 1));
    const auto before = liveXml(one);
    const ReadOnlyDefinitions readOnly(root_ / "etc/twinvirt/lxc");
    auto& devices = *driver_->deviceChanges();
    const ChangeScope both{.live = true, .config = true};
    const std::string address = "<ip address='10.250.0.1' prefix='24'/>";
    EXPECT_FALSE(devices.detachDevice(one, device(bridge_.name(), mac(1)), both));
    EXPECT_FALSE(devices.updateDevice(
        one, device(bridge_.name(), mac(1), address + "<link state='down'/>"), both));
    const auto link = execute(one, {"ip", "-o", "link", "show", "eth0"});
    EXPECT_THAT(link, HasSubstr(mac(1)));
    EXPECT_TRUE(becomes([&] {
        return execute(one, {"ip", "-o", "link", "show", "eth0"}).find("LOWER_UP") !=
               std::string::npos;
    })) << link;
    EXPECT_EQ(liveXml(one), before);
    EXPECT_TRUE(driver_->interfaces()->stats(one, mac(1)));
}

TEST_F(NetworkTest, AnInterfaceMovesToAnotherBridgeAndKeepsItsIsolation) {
    const HostLink other(linkName("b2"), "type bridge");
    const std::string more = "<ip address='10.250.0.1' prefix='24'/><port isolated='yes'/>";
    const auto one = defineAndStart(container("one", onBridge() + "<port isolated='yes'/>", 1));
    const auto two = defineAndStart(container(
        "two", "type='bridge'><source bridge='" + other.name() + "'/><port isolated='yes'/>", 2));
    const auto three = defineAndStart(
        container("three", "type='bridge'><source bridge='" + other.name() + "'/>", 3));
    EXPECT_THAT(ping(one, 3), Not(HasSubstr(received)));
    const auto moved = driver_->deviceChanges()->updateDevice(
        one, device(other.name(), mac(1), more), {.live = true});
    ASSERT_TRUE(moved) << moved.error().message;
    EXPECT_TRUE(becomes([&] { return ping(one, 3).find(received) != std::string::npos; }));
    EXPECT_THAT(ping(one, 2), Not(HasSubstr(received)));
}

} // namespace twinvirt::lxc
