// <filterref>: libvirt's nwfilter, with a libvirtd that the container's start itself starts. What
// is asserted are the kernel's rules and what gets through.

#include "api/device_changes.h"
#include "lxc/filter_world.h"
#include "lxc/network_fixture.h"
#include "support/kill_process.h"

#include <gmock/gmock.h>

namespace twinvirt::lxc {

using testing::HasSubstr;
using testing::Not;

namespace {

/// The world comes first: the fixture's bridge is made in it.
class FilterTest : protected FilterWorld, public NetworkTest {
  protected:
    void SetUp() override {
        if (!problem().empty())
            GTEST_SKIP() << problem();
        NetworkTest::SetUp();
    }

    void TearDown() override {
        NetworkTest::TearDown();
        if (driver_) {
            EXPECT_THAT(rules(), Not(HasSubstr("libvirt-"))) << "a rule of a filter stays";
        }
    }

    /// The kernel's.
    static std::string rules() { return outputOf("ebtables -t nat -L"); }
    static std::string bindings() {
        return outputOf("virsh -q -c nwfilter:///system nwfilter-binding-list");
    }
    static std::string filterXml(const std::string& filter, const std::string& parameters = "") {
        return "<filterref filter='" + filter + "'>" + parameters + "</filterref>";
    }
    /// A container on our bridge that may send from its own address only.
    [[nodiscard]] DomainDocument filtered(const std::string& name, unsigned number,
                                          const std::string& more = "") const {
        return container(name, onBridge(), number, filterXml(noSpoofing) + more);
    }
    /// Makes the container send from another MAC address; of its neighbours none knows the old one.
    void spoof(const DomainIdentity& domain) {
        EXPECT_THAT(execute(domain, {"ip", "link", "set", "eth0", "address", mac(99)}),
                    HasSubstr("exit 0"));
    }
    /// As attach-device takes it: an interface on our bridge.
    [[nodiscard]] DeviceDocument nic(unsigned number, const std::string& more) const {
        return {"nic.xml", "<interface " + onBridge() + "<mac address='" + mac(number) +
                               "'/><ip address='10.250.0." + std::to_string(number) + "'/>" + more +
                               "</interface>"};
    }
};

TEST_F(FilterTest, AContainerWithAnotherMacAddressIsNotHeard) {
    const auto one = defineAndStart(filtered("one", 1, "<target dev='tvone'/>"));
    const auto two = defineAndStart(container("two", onBridge(), 2));
    EXPECT_THAT(rules(), HasSubstr("-i tvone -j libvirt-I-tvone"));
    EXPECT_THAT(liveXml(one), HasSubstr("<filterref filter='tv-no-spoofing'/>"));
    EXPECT_THAT(ping(one, 2), HasSubstr(received));
    spoof(one);
    EXPECT_THAT(ping(one, 2), Not(HasSubstr(received)));
    const auto binding = outputOf("virsh -q -c nwfilter:///system nwfilter-binding-dumpxml tvone");
    EXPECT_THAT(binding, HasSubstr("<name>one</name>"));
    EXPECT_THAT(binding, HasSubstr("<uuid>" + one.uuid.toString() + "</uuid>"));
    EXPECT_THAT(binding, HasSubstr("<mac address='" + mac(1) + "'/>"));
    ASSERT_TRUE(driver_->destroyDomain(one));
    EXPECT_THAT(rules(), Not(HasSubstr("tvone")));
    EXPECT_THAT(bindings(), Not(HasSubstr("tvone")));
}

TEST_F(FilterTest, WithoutTheFilterItWouldBeHeard) {
    const auto one = defineAndStart(container("one", onBridge(), 1));
    defineAndStart(container("two", onBridge(), 2));
    spoof(one);
    EXPECT_THAT(ping(one, 2), HasSubstr(received));
}

TEST_F(FilterTest, ParametersReachTheFilter) {
    const auto one =
        defineAndStart(container("one", onBridge(), 1,
                                 filterXml(notTo, "<parameter name='PEER' value='10.250.0.2'/>"
                                                  "<parameter name='PEER' value='10.250.0.4'/>")));
    for (const unsigned number : {2U, 3U, 4U})
        defineAndStart(container("c" + std::to_string(number), onBridge(), number));
    EXPECT_THAT(ping(one, 2), Not(HasSubstr(received)));
    EXPECT_THAT(ping(one, 3), HasSubstr(received));
    EXPECT_THAT(ping(one, 4), Not(HasSubstr(received)));
}

TEST_F(FilterTest, AFilterThatIsMissingIsNamedAndNothingIsLeft) {
    const auto one = define(container("one", onBridge(), 1, filterXml("tv-nosuch")));
    const auto started = driver_->startDomain(one, {});
    ASSERT_FALSE(started);
    EXPECT_THAT(started.error().message, HasSubstr("<filterref filter='tv-nosuch'>"));
    EXPECT_THAT(started.error().message, HasSubstr("virsh nwfilter-define"));
    EXPECT_THAT(bindings(), Not(HasSubstr("vif")));
    EXPECT_TRUE(becomes([] { return hostEnds().empty(); })) << hostEnds();
}

TEST_F(FilterTest, AStartThatFailsAfterwardsLeavesNoBinding) {
    const auto one =
        define(document("one", "/nosuch-init", {},
                        "<devices><interface " + onBridge() + "<mac address='" + mac(1) + "'/>" +
                            filterXml(noSpoofing) + "</interface></devices>"));
    ASSERT_FALSE(driver_->startDomain(one, {}));
    EXPECT_THAT(rules(), Not(HasSubstr("libvirt-")));
    EXPECT_THAT(bindings(), Not(HasSubstr("vif")));
}

TEST_F(FilterTest, ARestartedContainerIsFilteredAgain) {
    const auto one =
        defineAndStart(probe("one", {"sleep"},
                             "<on_crash>restart</on_crash><devices><interface " + onBridge() +
                                 "<mac address='" + mac(1) + "'/><target dev='tvone'/>" +
                                 filterXml(noSpoofing) + "</interface></devices>"));
    ASSERT_TRUE(crashAndRestart("one"));
    EXPECT_THAT(rules(), HasSubstr("-i tvone -j libvirt-I-tvone"));
}

TEST_F(FilterTest, AKilledKeeperLeavesNoBinding) {
    defineAndStart(filtered("one", 1));
    EXPECT_THAT(rules(), HasSubstr("libvirt-I-vif"));
    test::killProcess(status("one").supervisorPid);
    EXPECT_TRUE(becomes([&] {
        const auto record = driver_->lookupByName("one");
        return record && !record->id;
    }));
    EXPECT_THAT(rules(), Not(HasSubstr("libvirt-")));
    EXPECT_THAT(bindings(), Not(HasSubstr("vif")));
}

TEST_F(FilterTest, RulesOutliveTheDaemonAndGoWithTheContainer) {
    const auto one = defineAndStart(filtered("one", 1));
    endDaemon();
    EXPECT_THAT(rules(), HasSubstr("libvirt-I-vif"));
    ASSERT_TRUE(driver_->destroyDomain(one));
    EXPECT_THAT(rules(), Not(HasSubstr("libvirt-")));
    EXPECT_THAT(bindings(), Not(HasSubstr("vif")));
}

TEST_F(FilterTest, AnInterfaceIsPluggedWithItsFilterAndTakenOutAgain) {
    defineAndStart(container("two", onBridge(), 2));
    const auto one = defineAndStart(probe("one", {"sleep"}));
    const auto before = hostEnds();
    auto& devices = *driver_->deviceChanges();
    const auto card = nic(1, filterXml(noSpoofing));
    const auto attached = devices.attachDevice(one, card, {.live = true});
    ASSERT_TRUE(attached) << attached.error().message;
    EXPECT_THAT(ping(one, 2), HasSubstr(received));
    EXPECT_THAT(rules(), HasSubstr("libvirt-I-vif"));
    const auto detached = devices.detachDevice(one, card, {.live = true});
    ASSERT_TRUE(detached) << detached.error().message;
    EXPECT_THAT(rules(), Not(HasSubstr("libvirt-")));
    const auto refused = devices.attachDevice(one, nic(1, filterXml("tv-nosuch")), {.live = true});
    ASSERT_FALSE(refused);
    EXPECT_EQ(hostEnds(), before) << "what was made is taken back";
    EXPECT_THAT(liveXml(one), Not(HasSubstr("<interface")));
}

TEST_F(FilterTest, OfAClientThatIsKilledWhilePluggingAllIsThereOrNothing) {
    const auto one = defineAndStart(probe("one", {"sleep"}));
    const auto card = nic(1, filterXml(noSpoofing));
    for (const int milliseconds : {20, 60, 120, 250, 1000}) {
        runAndKill([&] { (void)driver_->deviceChanges()->attachDevice(one, card, {.live = true}); },
                   std::chrono::milliseconds(milliseconds));
        EXPECT_TRUE(driver_->lookupByName("one"));
        const bool isThere = liveXml(one).find("<interface") != std::string::npos;
        EXPECT_EQ(rules().find("libvirt-I-vif") != std::string::npos, isThere) << milliseconds;
        if (isThere) {
            ASSERT_TRUE(driver_->deviceChanges()->detachDevice(one, card, {.live = true}));
        }
    }
}

TEST_F(FilterTest, AFilterComesChangesAndGoesWhileTheContainerRuns) {
    defineAndStart(container("two", onBridge(), 2));
    const auto one = defineAndStart(container("one", onBridge(), 1));
    auto& devices = *driver_->deviceChanges();
    const auto update = [&](const std::string& filter) {
        const auto updated = devices.updateDevice(one, nic(1, filter), {.live = true});
        return updated ? std::string() : updated.error().message;
    };
    EXPECT_EQ(update(filterXml(notTo, "<parameter name='PEER' value='10.250.0.2'/>")), "");
    EXPECT_THAT(ping(one, 2), Not(HasSubstr(received)));
    EXPECT_THAT(update(filterXml("tv-nosuch")), HasSubstr("tv-nosuch"));
    EXPECT_THAT(ping(one, 2), Not(HasSubstr(received))) << "the old one is back";
    EXPECT_EQ(update(filterXml(notTo, "<parameter name='PEER' value='10.250.0.3'/>")), "");
    EXPECT_THAT(ping(one, 2), HasSubstr(received));
    EXPECT_EQ(update(""), "");
    EXPECT_THAT(rules(), Not(HasSubstr("libvirt-")));
    EXPECT_THAT(ping(one, 2), HasSubstr(received));
}

TEST_F(FilterTest, AnothersBindingStays) {
    const auto one = defineAndStart(filtered("one", 1, "<target dev='tvone'/>"));
    const auto two = define(filtered("two", 2, "<target dev='tvone'/>"));
    EXPECT_FALSE(driver_->startDomain(two, {})) << "the name is taken";
    EXPECT_THAT(rules(), HasSubstr("-i tvone -j libvirt-I-tvone"));
    EXPECT_THAT(bindings(), HasSubstr("tvone"));
}

} // namespace
} // namespace twinvirt::lxc
