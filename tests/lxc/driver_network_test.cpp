#include "api/network_driver.h"
#include "lxc/network_fixture.h"
#include "util/atomic_file.h"
#include "xml/domain_xml.h"

#include <gmock/gmock.h>

namespace twinvirt::lxc {

using testing::HasSubstr;
using testing::Not;

TEST_F(NetworkTest, TwoContainersOnOneBridgeReachEachOther) {
    const auto one = defineAndStart(container("one", onBridge(), 1));
    const auto two = defineAndStart(container("two", onBridge(), 2));
    EXPECT_THAT(ping(one, 2), HasSubstr(received));
    EXPECT_THAT(ping(two, 1), HasSubstr(received));
    const auto stats = driver_->interfaces()->stats(one, mac(1));
    ASSERT_TRUE(stats) << stats.error().message;
    EXPECT_GT(*stats->rxPackets, 0);
    EXPECT_GT(*stats->txBytes, 100);
}

TEST_F(NetworkTest, TheInterfaceHasTheNameAddressRoutesAndMtuOfTheDefinition) {
    const auto one = defineAndStart(container(
        "one", onBridge(), 1,
        "<ip address='fd00:250::1' family='ipv6' prefix='64'/>"
        "<route family='ipv4' address='0.0.0.0' prefix='0' gateway='10.250.0.9' metric='7'/>"
        "<guest dev='lan'/><mtu size='1400'/>"));
    const auto link = execute(one, {"ip", "-o", "link", "show", "lan"});
    EXPECT_THAT(link, HasSubstr("mtu 1400"));
    EXPECT_THAT(link, HasSubstr(mac(1)));
    const auto addresses = execute(one, {"ip", "-o", "addr", "show", "lan"});
    EXPECT_THAT(addresses, HasSubstr("10.250.0.1/24 brd 10.250.0.255"));
    EXPECT_THAT(addresses, HasSubstr("fd00:250::1/64"));
    EXPECT_THAT(execute(one, {"ip", "route"}),
                HasSubstr("default via 10.250.0.9 dev lan proto static metric 7"));
}

TEST_F(NetworkTest, AnInterfaceIsUpWithoutAskingAndOneWithoutItsCableIsUnplugged) {
    const auto document = probe("one", {"sleep"},
                                "<devices><interface " + onBridge() + "<mac address='" + mac(1) +
                                    "'/></interface><interface " + onBridge() + "<mac address='" +
                                    mac(2) + "'/><link state='down'/></interface></devices>");
    const auto one = defineAndStart(document);
    EXPECT_THAT(execute(one, {"ip", "-o", "link", "show", "eth0"}), HasSubstr(",UP,LOWER_UP>"));
    const auto unplugged = execute(one, {"ip", "-o", "link", "show", "eth1"});
    EXPECT_THAT(unplugged, HasSubstr("NO-CARRIER"));
    EXPECT_THAT(unplugged, HasSubstr("UP"));
}

TEST_F(NetworkTest, AnEthernetInterfaceGivesTheHostsEndItsAddress) {
    const auto one = defineAndStart(container(
        "one", "type='ethernet'><source><ip address='10.250.0.254' prefix='24'/></source>", 1,
        "<target dev='" + linkName("e") + "'/>"));
    EXPECT_THAT(ping(one, 254), HasSubstr(received));
    EXPECT_THAT(outputOf("ip -o addr show " + linkName("e")), HasSubstr("10.250.0.254/24"));
}

TEST_F(NetworkTest, MacvlansReachEachOtherAsTheirModeSays) {
    const HostLink device(linkName("m"), "type veth peer name " + linkName("n"));
    ASSERT_EQ(outputOf("ip link set " + linkName("n") + " up"), "") << "the device's cable";
    const auto direct = [&](const std::string& mode) {
        return "type='direct'><source dev='" + device.name() + "' mode='" + mode + "'/>";
    };
    const auto one = defineAndStart(container("one", direct("bridge"), 1));
    const auto two = defineAndStart(container("two", direct("bridge"), 2));
    const auto three = defineAndStart(container("three", direct("private"), 3));
    EXPECT_THAT(ping(one, 2), HasSubstr(received));
    EXPECT_THAT(ping(one, 3), Not(HasSubstr(received)));
    EXPECT_TRUE(driver_->interfaces()->stats(one, "eth0"));
    EXPECT_EQ(hostEnds(), "");
}

/// A device whose cable ends in a port of the bridge.
class CableToBridge {
  public:
    explicit CableToBridge(const std::string& bridge)
        : device_(linkName("m"), "type veth peer name " + linkName("n")) {
        EXPECT_EQ(outputOf("ip link set " + linkName("n") + " master " + bridge + " up"), "");
    }
    [[nodiscard]] std::string direct(const std::string& mode) const {
        return "type='direct'><source dev='" + device_.name() + "' mode='" + mode + "'/>";
    }
    [[nodiscard]] std::string port() const { return linkName("n"); }

  private:
    HostLink device_;
};

TEST_F(NetworkTest, MacvlansInVepaModeMeetInTheSwitch) {
    const CableToBridge cable(bridge_.name());
    const auto one = defineAndStart(container("one", cable.direct("vepa"), 1));
    const auto two = defineAndStart(container("two", cable.direct("vepa"), 2));
    const auto beyond = defineAndStart(container("beyond", onBridge(), 3));
    EXPECT_THAT(ping(one, 3), HasSubstr(received));
    EXPECT_THAT(ping(one, 2), Not(HasSubstr(received)))
        << "no switch sends back where it came from";
    ASSERT_EQ(outputOf("bridge link set dev " + cable.port() + " hairpin on"), "");
    EXPECT_TRUE(becomes([&] { return ping(one, 2).find(received) != std::string::npos; }));
}

TEST_F(NetworkTest, APassthroughHasItsDeviceAlone) {
    const CableToBridge cable(bridge_.name());
    const auto one = defineAndStart(container("one", cable.direct("passthrough"), 1));
    const auto beyond = defineAndStart(container("beyond", onBridge(), 3));
    EXPECT_THAT(ping(one, 3), HasSubstr(received));
    const auto two = define(container("two", cable.direct("passthrough"), 2));
    EXPECT_FALSE(driver_->startDomain(two, {})) << "the device is taken";
    ASSERT_TRUE(driver_->destroyDomain(one));
    EXPECT_TRUE(becomes([&] { return driver_->startDomain(two, {}).has_value(); }));
}

TEST_F(NetworkTest, IsolatedPortsDoNotReachEachOther) {
    const auto isolated = onBridge() + "<port isolated='yes'/>";
    const auto one = defineAndStart(container("one", isolated, 1));
    const auto two = defineAndStart(container("two", isolated, 2));
    const auto open = defineAndStart(container("open", onBridge(), 3));
    EXPECT_THAT(ping(one, 3), HasSubstr(received));
    EXPECT_THAT(ping(one, 2), Not(HasSubstr(received)));
}

TEST_F(NetworkTest, OnlyThoseOfOneVlanReachEachOther) {
    if (!outputOf("ip link set " + bridge_.name() + " type bridge vlan_filtering 1").empty())
        GTEST_SKIP() << "the kernel's bridges do not filter VLANs (CONFIG_BRIDGE_VLAN_FILTERING)";
    const auto tagged = [this](int vlan) {
        return onBridge() + "<vlan><tag id='" + std::to_string(vlan) + "'/></vlan>";
    };
    const auto one = defineAndStart(container("one", tagged(42), 1));
    const auto two = defineAndStart(container("two", tagged(42), 2));
    const auto three = defineAndStart(container("three", tagged(43), 3));
    EXPECT_THAT(ping(one, 2), HasSubstr(received));
    EXPECT_THAT(ping(one, 3), Not(HasSubstr(received)));
}

TEST_F(NetworkTest, AVlanOnABridgeThatDoesNotFilterIsRefusedWithTheRemedy) {
    const auto one = define(container("one", onBridge() + "<vlan><tag id='42'/></vlan>", 1));
    EXPECT_THAT(driver_->startDomain(one, {}).error().message,
                HasSubstr("ip link set " + bridge_.name() + " type bridge vlan_filtering 1"));
}

TEST_F(NetworkTest, BandwidthIsLimitedByTheKernel) {
    const auto one =
        defineAndStart(container("one",
                                 onBridge() + "<bandwidth><inbound average='1000' peak='2000'/>"
                                              "<outbound average='500'/></bandwidth>",
                                 1));
    const auto host = hostEnds();
    EXPECT_THAT(outputOf("tc class show dev " + host), HasSubstr("rate 8Mbit ceil 16Mbit"));
    const auto policed = outputOf("tc filter show dev " + host + " parent ffff:");
    const auto inside = execute(one, {"tc", "class", "show", "dev", "eth0"});
    EXPECT_TRUE(policed.find("rate 4Mbit") != std::string::npos ||
                inside.find("rate 4Mbit") != std::string::npos)
        << policed << inside;
}

TEST_F(NetworkTest, TheNameOnTheHostIsShownAndNeverGivenAgain) {
    const auto one = defineAndStart(container("one", onBridge(), 1));
    const auto first = hostEnds();
    EXPECT_THAT(liveXml(one),
                HasSubstr("<target dev='" + first.substr(0, first.size() - 1) + "'/>"));
    EXPECT_THAT(twinsh({"domstats", "one", "--interface"}),
                HasSubstr("net.0.name=" + first.substr(0, first.size() - 1)));
    ASSERT_TRUE(driver_->destroyDomain(one));
    ASSERT_TRUE(driver_->startDomain(one, {}));
    ASSERT_TRUE(becomes([&] { return hostEnds() != first && !hostEnds().empty(); }));
    EXPECT_THAT(driver_->dumpXml(one, {.inactive = true}).value(), Not(HasSubstr("<target dev")))
        << "a name of ours is no part of the definition";
}

TEST_F(NetworkTest, ARestartedContainerHasItsNetworkAgain) {
    const auto one = defineAndStart(probe("one", {"sleep"},
                                          "<on_crash>restart</on_crash><devices><interface " +
                                              onBridge() + "<mac address='" + mac(1) +
                                              "'/><ip address='10.250.0.1'/><target dev='" +
                                              linkName("f") + "'/></interface></devices>"));
    ASSERT_TRUE(crashAndRestart("one"));
    const auto two = defineAndStart(container("two", onBridge(), 2));
    EXPECT_THAT(ping(two, 1), HasSubstr(received));
}

TEST_F(NetworkTest, AMissingBridgeIsNamedWithTheRemedyAndNothingIsLeft) {
    const auto one = define(container("one", "type='bridge'><source bridge='tvnosuch'/>", 1));
    const auto started = driver_->startDomain(one, {});
    ASSERT_FALSE(started);
    EXPECT_THAT(started.error().message,
                HasSubstr("network: eth0: 'tvnosuch': the host has no such device; make it: ip "
                          "link add tvnosuch up type bridge"));
    EXPECT_FALSE(driver_->lookupByName("one")->id);
}

TEST_F(NetworkTest, TheAddressesAreThoseThatTheContainerHas) {
    const auto one = defineAndStart(container("one", onBridge(), 1));
    const auto found = driver_->interfaces()->addresses(one, AddressSource::inside);
    ASSERT_TRUE(found) << found.error().message;
    ASSERT_EQ(found->size(), 2U) << "lo and eth0";
    const auto others = driver_->interfaces()->addresses(one, AddressSource::automatic);
    ASSERT_EQ(others->size(), 1U) << "a script that takes the first address wants no 127.0.0.1";
    EXPECT_EQ(others->at(0).name, "eth0");
    EXPECT_EQ(found->at(1).name, "eth0");
    EXPECT_EQ(found->at(1).mac, mac(1));
    EXPECT_EQ(found->at(1).addresses.at(0).address, "10.250.0.1");
    EXPECT_EQ(found->at(1).addresses.at(0).prefix, 24U);
    EXPECT_FALSE(driver_->interfaces()->addresses(one, AddressSource::agent));
}

TEST_F(NetworkTest, TheExampleOnABridgeRuns) {
    auto xml = readFile(TWINVIRT_SOURCE_DIR "/xml-examples/lxc/bridge.xml").value();
    xml.replace(xml.find("bridge='br0'"), 12, "bridge='" + bridge_.name() + "'");
    xml.replace(xml.find("<os>"), 4,
                "<resource><partition>" + partition_ + "</partition></resource><os>");
    const auto definition = readDomainDefinition({"bridge.xml", xml});
    ASSERT_TRUE(definition) << definition.error().message;
    const auto example = defineAndStart({"bridge.xml", xml, *definition});
    EXPECT_THAT(execute(example, {"ip", "-o", "addr", "show", "eth0"}), HasSubstr("10.10.0.2/24"));
    ASSERT_TRUE(driver_->destroyDomain(example));
    EXPECT_TRUE(
        becomes([&] { return outputOf("ip -o link show master " + bridge_.name()).empty(); }));
}

/// A network of libvirt's with a name of this test's own, on the host's libvirt, which `twinsh`
/// starts where it does not run.
class LibvirtNetworkTest : public NetworkTest {
  protected:
    void SetUp() override {
        NetworkTest::SetUp();
        if (IsSkipped())
            return;
        const auto file = root_ / "network.xml";
        ASSERT_TRUE(writeFileAtomically(
            file,
            "<network><name>" + name_ + "</name><bridge name='" + name_ +
                "' stp='off' delay='0'/><ip address='10.250.7.1' netmask='255.255.255.0'>"
                "<dhcp><range start='10.250.7.2' end='10.250.7.9'/></dhcp></ip></network>",
            Durability::volatileState));
        outputOf(TWINVIRT_BIN_DIR "/twinsh -c qemu:///system list");
        const auto made = outputOf("virsh -c qemu:///system net-create " + file);
        if (made.find("created") == std::string::npos)
            GTEST_SKIP() << "libvirt makes no network: " << made;
    }
    ~LibvirtNetworkTest() override { outputOf("virsh -c qemu:///system net-destroy " + name_); }
    std::string name_ = linkName("net");
};

TEST_F(LibvirtNetworkTest, AContainerHasALeaseOfTheNetworkAndVirshShowsItToo) {
    const auto one =
        define(probe("one", {"sleep"},
                     "<devices><interface type='network'><mac address='" + mac(1) +
                         "'/><source network='" + name_ + "'/></interface></devices>"));
    EXPECT_THAT(twinsh({"start", "one"}), HasSubstr("Domain 'one' started"));
    EXPECT_THAT(execute(one, {"busybox", "udhcpc", "-i", "eth0", "-n", "-q", "-t", "9", "-T", "1",
                              "-s", "/bin/true"}),
                HasSubstr("lease of 10.250.7."));
    // dnsmasq answers the container first and tells libvirt then.
    const auto virshShowsIt = [&] {
        return outputOf("virsh -c qemu:///system net-dhcp-leases " + name_).find(mac(1)) !=
               std::string::npos;
    };
    EXPECT_TRUE(becomes(virshShowsIt));
    EXPECT_THAT(twinsh({"domifaddr", "one", "--source", "lease"}),
                HasSubstr(mac(1) + "    ipv4         10.250.7."));
    EXPECT_THAT(twinsh({"domiflist", "one"}), HasSubstr("network   " + name_));
}

TEST_F(LibvirtNetworkTest, ANetworkThatIsNotThereIsNamed) {
    define(probe("one", {"sleep"},
                 "<devices><interface type='network'><source network='tvnosuch'/></interface>"
                 "</devices>"));
    EXPECT_THAT(twinsh({"start", "one"}), HasSubstr("'tvnosuch'"));
}

} // namespace twinvirt::lxc
