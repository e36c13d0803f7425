#include "lxc/network/filter_binding.h"
#include "lxc/network/interface_plan.h"
#include "lxc/network/interface_update.h"
#include "lxc/network/virsh.h"
#include "support/temporary_directory.h"

#include <gmock/gmock.h>

namespace twinvirt::lxc {

using testing::HasSubstr;

static NetworkInterface filtered(const std::string& type) {
    NetworkInterface interface;
    interface.type = type;
    if (type != "ethernet" && type != "user")
        interface.source = "br0";
    interface.mac = "52:54:00:00:00:01";
    interface.filter = FilterReference{"clean-traffic", {{"IP", "10.0.0.2"}, {"IP", "fd00::2"}}};
    return interface;
}

static Result<InterfaceSpec> plan(const NetworkInterface& interface,
                                  const NetworkLookup& lookup = {}) {
    return planInterface(interface, {}, lookup);
}

static std::string refusal(const NetworkInterface& interface, const NetworkLookup& lookup = {}) {
    const auto planned = plan(interface, lookup);
    return planned ? "accepted" : planned.error().message;
}

/// As the launcher hands it to the supervisor.
static InterfaceSpec launched(const NetworkInterface& interface, const std::string& domain) {
    const test::TemporaryDirectory directory("counter");
    std::vector<InterfaceSpec> specs{plan(interface).value()};
    EXPECT_TRUE(nameKnownLinks(specs, {domain, "58f081cd-09f9-4a4a-9f37-5d3bc687bf53",
                                       directory.path() + "/counter", "/libexec/start"}));
    return specs.front();
}

TEST(FilterBinding, HasItsOwnerALinkWithANameTheMacAndEachParameter) {
    const auto spec = launched(filtered("bridge"), "a<&>'b");
    EXPECT_EQ(spec.hostName, "vif0") << "so that it can be deleted whatever happens";
    EXPECT_EQ(spec.filter.starter, "/libexec/start");
    EXPECT_EQ(filterBindingXml(spec), R"(<filterbinding>
  <owner>
    <name>a&lt;&amp;&gt;&apos;b</name>
    <uuid>58f081cd-09f9-4a4a-9f37-5d3bc687bf53</uuid>
  </owner>
  <portdev name='vif0'/>
  <mac address='52:54:00:00:00:01'/>
  <filterref filter='clean-traffic'>
    <parameter name='IP' value='10.0.0.2'/>
    <parameter name='IP' value='fd00::2'/>
  </filterref>
</filterbinding>
)");
}

TEST(FilterBinding, IsOfATypeWithAnEndOnTheHost) {
    for (const char* type : {"bridge", "ethernet"})
        EXPECT_EQ(refusal(filtered(type)), "accepted") << type;
    for (const char* type : {"direct", "user"})
        EXPECT_THAT(refusal(filtered(type)),
                    HasSubstr("filterref is not supported for network interfaces of type " +
                              std::string(type)));
}

TEST(FilterBinding, OfANetworkIsRefusedWhereThatIsNoBridgeOfTheKernels) {
    const auto network = [](const NetworkTarget& target) {
        return [target](const std::string&) { return Result<NetworkTarget>(target); };
    };
    EXPECT_EQ(refusal(filtered("network"), network({"virbr0", "", ""})), "accepted");
    EXPECT_THAT(refusal(filtered("network"), network({"", "eno1", "bridge"})),
                HasSubstr("of type direct"));
    EXPECT_THAT(refusal(filtered("network"), network({"ovsbr0", "", "", true})),
                HasSubstr("Open vSwitch"));
}

TEST(FilterBinding, MayChangeWhileTheContainerRuns) {
    const auto old = launched(filtered("bridge"), "web");
    auto wanted = old;
    wanted.filter = {};
    EXPECT_TRUE(checkInterfaceUpdate(old, wanted));
    EXPECT_TRUE(checkInterfaceUpdate(wanted, old));
}

static HostProgramEnd endOf(int code, const std::string& errors) {
    HostProgramEnd end;
    end.status = code << 8;
    end.errors = errors;
    return end;
}

static std::string messageOf(const HostProgramEnd& end) {
    return filterError(launched(filtered("bridge"), "web"), end).message;
}

TEST(FilterError, SaysWhichFilterOfWhichLinkWhyAndWhatToDo) {
    const std::string where = "<filterref filter='clean-traffic'> of 'vif0': ";
    EXPECT_EQ(messageOf(endOf(HostProgramEnd::notExecuted, "")),
              where + "it is bound by virsh, which is not installed; install the package "
                      "libvirt-clients, or remove <filterref>");
    EXPECT_EQ(messageOf(endOf(1, "error: failed to connect to the hypervisor\n"
                                 "error: Failed to connect socket to '/x': No such file")),
              where + "nwfilter:///system: Failed to connect socket to '/x': No such file; start "
                      "libvirt's daemon with 'systemctl start libvirtd.socket' (package "
                      "libvirt-daemon-system), or remove <filterref>");
    EXPECT_EQ(messageOf(endOf(1, "error: Failed to create network filter from /proc/self/fd/0\n"
                                 "error: internal error: referenced filter 'x' is missing")),
              where + "internal error: referenced filter 'x' is missing; 'virsh nwfilter-list' "
                      "shows those there are, 'virsh nwfilter-define FILE' makes one");
    EXPECT_EQ(messageOf(endOf(1, "")), where + "virsh failed without a reason");
    auto slow = endOf(0, "");
    slow.tookTooLong = true;
    EXPECT_THAT(messageOf(slow), HasSubstr("did not answer in time"));
}

} // namespace twinvirt::lxc
