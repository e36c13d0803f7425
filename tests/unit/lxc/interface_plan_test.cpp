#include "lxc/network/interface_plan.h"
#include "lxc/network/link_names.h"
#include "lxc/network/ovs_port.h"
#include "lxc/network/user_network.h"
#include "support/temporary_directory.h"

#include <gmock/gmock.h>
#include <linux/if_link.h>

namespace twinvirt::lxc {

using testing::HasSubstr;

static NetworkInterface onBridge() {
    NetworkInterface interface;
    interface.type = "bridge";
    interface.source = "br0";
    interface.mac = "52:54:00:00:00:01";
    return interface;
}

static Result<std::vector<InterfaceSpec>> plan(std::vector<NetworkInterface> interfaces,
                                               const NetworkLookup& lookup = {}) {
    Devices devices;
    devices.interfaces = std::move(interfaces);
    return planInterfaces(devices, lookup);
}

static std::string refusal(const NetworkInterface& interface) {
    const auto planned = plan({interface});
    return planned ? "accepted" : planned.error().message;
}

TEST(InterfacePlan, NamesThoseWithoutANameEth0AndSoOnAroundThoseThatHaveOne) {
    auto named = onBridge();
    named.guestDevice = "eth1";
    const auto planned = plan({onBridge(), named, onBridge()});
    ASSERT_TRUE(planned) << planned.error().message;
    EXPECT_EQ(planned->at(0).guestName, "eth0");
    EXPECT_EQ(planned->at(1).guestName, "eth1");
    EXPECT_EQ(planned->at(2).guestName, "eth2");
}

TEST(InterfacePlan, RefusesANameThatIsTakenOrThatTheKernelDoesNotTake) {
    auto named = onBridge();
    named.guestDevice = "lan";
    EXPECT_THAT(plan({named, named}).error().message, HasSubstr("another interface"));
    for (const char* bad : {"lo", "..", "a/b", "a b", "sixteen-letters!", "a:b"}) {
        named.guestDevice = bad;
        EXPECT_THAT(refusal(named), HasSubstr("no name for a device")) << bad;
    }
}

TEST(InterfacePlan, IsUpUnlessTheDefinitionSaysDown) {
    auto down = onBridge();
    down.linkUp = false;
    const auto planned = plan({onBridge(), down});
    EXPECT_TRUE(planned->at(0).linkUp);
    EXPECT_FALSE(planned->at(1).linkUp);
}

TEST(InterfacePlan, CompletesPrefixesAsLibvirtDoes) {
    auto interface = onBridge();
    interface.guestIp.addresses = {{"10.0.0.2", {}, {}, {}}, {"fd00::2", {}, {}, {}}};
    interface.guestIp.routes = {{{}, "0.0.0.0", {}, {}, "10.0.0.1", {}},
                                {{}, "10.1.0.0", {}, "255.255.0.0", "10.0.0.1", {}}};
    const auto planned = plan({interface});
    ASSERT_TRUE(planned) << planned.error().message;
    EXPECT_EQ(planned->at(0).addresses.at(0).prefix, 24);
    EXPECT_EQ(planned->at(0).addresses.at(1).prefix, 64);
    EXPECT_EQ(planned->at(0).routes.at(0).prefix, 0);
    EXPECT_EQ(planned->at(0).routes.at(1).prefix, 16);
}

TEST(InterfacePlan, JoinsTheBridgeOrTheDeviceOfANetwork) {
    NetworkInterface interface;
    interface.type = "network";
    interface.source = "default";
    const auto bridged = plan({interface}, [](const std::string& name) {
        return Result<NetworkTarget>(NetworkTarget{"br-" + name, "", ""});
    });
    EXPECT_EQ(bridged->at(0).link, "br-default");
    EXPECT_EQ(bridged->at(0).kind, InterfaceSpec::Kind::veth);
    const auto direct = plan({interface}, [](const std::string&) {
        return Result<NetworkTarget>(NetworkTarget{"", "eno1", "private"});
    });
    EXPECT_EQ(direct->at(0).kind, InterfaceSpec::Kind::macvlan);
    EXPECT_EQ(direct->at(0).macvlanMode, unsigned{MACVLAN_MODE_PRIVATE});
    const auto missing = plan({interface}, [](const std::string&) {
        return Result<NetworkTarget>(Error{ErrorCode::noNetwork, "Network not found"});
    });
    EXPECT_EQ(missing.error().message, "<interface type='network'>: Network not found");
}

TEST(InterfacePlan, APortOfOpenVswitchHasItsIdsAndANameBeforeItIsMade) {
    auto interface = onBridge();
    interface.virtualPort = "openvswitch";
    interface.portInterfaceId = Uuid::parse("09b11c53-8b5c-4eeb-8f00-d84eaa0aaa4f");
    interface.portProfile = "a \"b\"";
    interface.vlan = Vlan{{}, {{42, {}}}};
    auto planned = plan({interface, onBridge()});
    ASSERT_TRUE(planned) << planned.error().message;
    const test::TemporaryDirectory directory("counter");
    ASSERT_TRUE(nameKnownLinks(*planned, {"web", "58f081cd-09f9-4a4a-9f37-5d3bc687bf53",
                                          directory.path() + "/counter", ""}));
    EXPECT_EQ(planned->at(1).hostName, "");
    using testing::ElementsAre;
    EXPECT_THAT(ovsPortArguments(planned->at(0)),
                ElementsAre("add-port", "br0", "vif0", "tag=42", "--", "set", "Interface", "vif0",
                            "external-ids:attached-mac=\"52:54:00:00:00:01\"",
                            "external-ids:iface-id=\"09b11c53-8b5c-4eeb-8f00-d84eaa0aaa4f\"",
                            "external-ids:vm-id=\"58f081cd-09f9-4a4a-9f37-5d3bc687bf53\"",
                            "external-ids:port-profile=\"a \\\"b\\\"\"",
                            "external-ids:iface-status=\"active\"",
                            "external-ids:twinvirt-domain=\"58f081cd-09f9-4a4a-9f37-5d3bc687bf53"
                            "\""));
    planned->at(0).vlans = {{42, true, true}, {43, false, false}};
    EXPECT_THAT(ovsPortArguments(planned->at(0)),
                testing::IsSupersetOf({"vlan_mode=native-untagged", "tag=42", "trunks=42,43"}));
    planned->at(0).vlans = {{42, false, false}, {43, false, false}};
    EXPECT_THAT(ovsPortArguments(planned->at(0)),
                testing::IsSupersetOf({"vlan_mode=trunk", "trunks=42,43"}));
}

TEST(InterfacePlan, OnlyABridgeIsOpenVswitchs) {
    auto interface = onBridge();
    interface.virtualPort = "openvswitch";
    interface.isolated = true;
    EXPECT_THAT(refusal(interface), HasSubstr("isolates no ports"));
    interface.isolated = false;
    interface.type = "direct";
    EXPECT_THAT(refusal(interface), HasSubstr("matter of a bridge"));
}

TEST(InterfacePlan, MakesOneVlanAnAccessPortAndManyATrunk) {
    auto access = onBridge();
    access.vlan = Vlan{{}, {{42, {}}}};
    auto trunk = onBridge();
    trunk.vlan = Vlan{true, {{42, "untagged"}, {43, {}}}};
    const auto planned = plan({access, trunk});
    EXPECT_TRUE(planned->at(0).vlans.at(0).native);
    EXPECT_TRUE(planned->at(0).vlans.at(0).untagged);
    EXPECT_TRUE(planned->at(1).vlans.at(0).untagged);
    EXPECT_FALSE(planned->at(1).vlans.at(1).native);
}

TEST(InterfacePlan, RefusesWhatOnlyAPortOfABridgeCanHave) {
    auto direct = onBridge();
    direct.type = "direct";
    direct.vlan = Vlan{{}, {{42, {}}}};
    EXPECT_THAT(refusal(direct), HasSubstr("<vlan>"));
    direct.vlan.reset();
    direct.isolated = true;
    EXPECT_THAT(refusal(direct), HasSubstr("isolated"));
    direct.isolated.reset();
    direct.bandwidth = Bandwidth{BandwidthLimit{1000, {}, {}, {}}, {}};
    EXPECT_THAT(refusal(direct), HasSubstr("<bandwidth>"));
}

static NetworkInterface userNetwork() {
    NetworkInterface interface;
    interface.type = "user";
    interface.mac = "52:54:00:00:00:01";
    return interface;
}

TEST(UserNetwork, IsThatOfAMachineUnlessTheDefinitionHasAnAddress) {
    const auto plain = plan({userNetwork()});
    ASSERT_TRUE(plain) << plain.error().message;
    const auto line = [](const InterfaceSpec& spec) {
        std::string text;
        for (const auto& argument : pastaArguments(spec, "/run/net"))
            text += argument + " ";
        return text;
    };
    EXPECT_THAT(line(plain->at(0)),
                HasSubstr("--address 10.0.2.15 --netmask 24 --gateway 10.0.2.2"));
    EXPECT_THAT(line(plain->at(0)), HasSubstr("--no-map-gw")) << "the host's loopback is its own";
    for (const char* ports : {"--tcp-ports", "--udp-ports", "--tcp-ns", "--udp-ns"})
        EXPECT_THAT(line(plain->at(0)), HasSubstr(ports + std::string(" none")));
    auto own = userNetwork();
    own.guestIp.addresses = {{"10.9.0.5", {}, 16, {}}};
    own.guestIp.routes = {{{}, "0.0.0.0", 0, {}, "10.9.0.1", {}}};
    EXPECT_THAT(line(plan({own})->at(0)),
                HasSubstr("--address 10.9.0.5 --netmask 16 --gateway 10.9.0.1"));
}

TEST(UserNetwork, RefusesWhatItsProgramCannotBeTold) {
    auto interface = userNetwork();
    interface.guestIp.addresses = {{"10.9.0.5", {}, 16, {}}, {"10.9.0.6", {}, 16, {}}};
    EXPECT_THAT(refusal(interface), HasSubstr("one <ip> of each family"));
    interface = userNetwork();
    interface.guestIp.routes = {{{}, "10.1.0.0", 16, {}, "10.9.0.1", {}}};
    EXPECT_THAT(refusal(interface), HasSubstr("<route>"));
    interface = userNetwork();
    interface.isolated = true;
    EXPECT_THAT(refusal(interface), HasSubstr("isolated"));
}

TEST(LinkName, IsNeverTheSameAgain) {
    const test::TemporaryDirectory directory("links");
    const auto counter = directory / "links";
    EXPECT_EQ(*nextLinkName(counter), "vif0");
    EXPECT_EQ(*nextLinkName(counter), "vif1");
    EXPECT_EQ(*nextLinkName(counter), "vif2");
}

} // namespace twinvirt::lxc
