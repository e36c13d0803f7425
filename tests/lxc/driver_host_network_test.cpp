// What the host lends a container: a device of its own, and its sockets.
#include "api/device_changes.h"
#include "lxc/network_fixture.h"
#include "lxc/read_only_definitions.h"
#include "support/kill_process.h"

#include <gmock/gmock.h>
#include <sys/socket.h>

#include <arpa/inet.h>
#include <csignal>
#include <filesystem>
#include <netinet/in.h>
#include <thread>

namespace twinvirt::lxc {

using testing::HasSubstr;
using testing::Not;

/// A container with this device of the host.
static std::string hostDevice(const std::string& name) {
    return "<devices><hostdev mode='capabilities' type='net'><source><interface>" + name +
           "</interface></source><ip address='10.250.0.7' family='ipv4' prefix='24'/>"
           "</hostdev></devices>";
}

/// A virtual link, which the kernel would delete with the container. It comes back at the
/// container's end, and so before it is removed here.
class HostDeviceTest : public NetworkTest {
  protected:
    HostLink lent_{linkName("d"), "type veth peer name " + linkName("p")};
};

TEST_F(HostDeviceTest, ADeviceOfTheHostIsTheContainersUntilItEnds) {
    const auto one = defineAndStart(probe("one", {"sleep"}, hostDevice(lent_.name())));
    EXPECT_FALSE(lent_.isOnHost());
    EXPECT_THAT(execute(one, {"ip", "-o", "addr", "show", lent_.name()}),
                HasSubstr("10.250.0.7/24"));
    ASSERT_TRUE(driver_->destroyDomain(one));
    EXPECT_TRUE(lent_.isOnHost());
}

TEST_F(HostDeviceTest, ADeviceOfTheHostComesBackWhoeverIsKilled) {
    const auto one = defineAndStart(probe("one", {"sleep"}, hostDevice(lent_.name())));
    test::killProcess(status("one").supervisorPid);
    EXPECT_TRUE(becomes([&] { return !driver_->lookupByName("one")->id && lent_.isOnHost(); }));
    ASSERT_TRUE(driver_->startDomain(one, {}));
    EXPECT_FALSE(lent_.isOnHost());
}

TEST_F(HostDeviceTest, ARestartedContainerHasTheDeviceOfTheHostAgain) {
    const auto one = defineAndStart(
        probe("one", {"sleep"}, "<on_crash>restart</on_crash>" + hostDevice(lent_.name())));
    ASSERT_TRUE(crashAndRestart("one"));
    EXPECT_THAT(execute(one, {"ip", "-o", "addr", "show", lent_.name()}),
                HasSubstr("10.250.0.7/24"));
}

/// As attach-device takes it.
static DeviceDocument hostDeviceDocument(const std::string& name) {
    return {"dev.xml", "<hostdev mode='capabilities' type='net'><source><interface>" + name +
                           "</interface></source><ip address='10.250.0.7' family='ipv4' "
                           "prefix='24'/></hostdev>"};
}

TEST_F(HostDeviceTest, ADeviceOfTheHostComesAndGoesWhileTheContainerRuns) {
    const auto one = defineAndStart(probe("one", {"sleep"}));
    auto& devices = *driver_->deviceChanges();
    const auto device = hostDeviceDocument(lent_.name());
    const auto attached = devices.attachDevice(one, device, {.live = true});
    ASSERT_TRUE(attached) << attached.error().message;
    EXPECT_FALSE(lent_.isOnHost());
    EXPECT_THAT(execute(one, {"ip", "-o", "addr", "show", lent_.name()}),
                HasSubstr("10.250.0.7/24"));
    EXPECT_THAT(devices.attachDevice(one, device, {.live = true}).error().message,
                HasSubstr("already"));
    const auto detached = devices.detachDevice(one, device, {.live = true});
    ASSERT_TRUE(detached) << detached.error().message;
    EXPECT_TRUE(lent_.isOnHost());
    EXPECT_THAT(liveXml(one), Not(HasSubstr(lent_.name())));
}

TEST_F(HostDeviceTest, APluggedDeviceOfTheHostComesBackWhoeverIsKilled) {
    const auto one = defineAndStart(probe("one", {"sleep"}));
    ASSERT_TRUE(driver_->deviceChanges()->attachDevice(one, hostDeviceDocument(lent_.name()),
                                                       {.live = true}));
    EXPECT_FALSE(lent_.isOnHost());
    test::killProcess(status("one").supervisorPid);
    EXPECT_TRUE(becomes([&] { return !driver_->lookupByName("one")->id && lent_.isOnHost(); }));
}

TEST_F(HostDeviceTest, APlugOfTheHostsDeviceIsTakenBackWhenTheDefinitionCannotBeSaved) {
    const auto one = defineAndStart(probe("one", {"sleep"}));
    const ReadOnlyDefinitions readOnly(root_ / "etc/twinvirt/lxc");
    EXPECT_FALSE(driver_->deviceChanges()->attachDevice(one, hostDeviceDocument(lent_.name()),
                                                        {.live = true, .config = true}));
    EXPECT_TRUE(lent_.isOnHost());
    EXPECT_THAT(liveXml(one), Not(HasSubstr(lent_.name())));
}

TEST_F(NetworkTest, ADeviceThatTheKernelDoesNotLetGoIsNamed) {
    const auto one = define(probe("one", {"sleep"}, hostDevice(bridge_.name())));
    const auto started = driver_->startDomain(one, {});
    ASSERT_FALSE(started);
    EXPECT_THAT(started.error().message, HasSubstr("network: " + bridge_.name() + ": move link"));
    EXPECT_TRUE(bridge_.isOnHost());
}

/// A server on the host that says "hello" to whoever connects.
class Greeter {
  public:
    explicit Greeter(const std::string& address) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
        sockaddr_in name{};
        name.sin_family = AF_INET;
        ::inet_pton(AF_INET, address.c_str(), &name.sin_addr);
        socklen_t size = sizeof name;
        EXPECT_EQ(::bind(socket_, reinterpret_cast<sockaddr*>(&name), size), 0) << address;
        EXPECT_EQ(::listen(socket_, 4), 0);
        ::getsockname(socket_, reinterpret_cast<sockaddr*>(&name), &size);
        port_ = std::to_string(ntohs(name.sin_port));
        thread_ = std::thread([this] {
            for (int client = 0; (client = ::accept(socket_, nullptr, nullptr)) >= 0;) {
                (void)!::write(client, "hello\n", 6);
                ::close(client);
            }
        });
    }
    ~Greeter() {
        ::shutdown(socket_, SHUT_RDWR);
        thread_.join();
        ::close(socket_);
    }
    Greeter(const Greeter&) = delete;
    Greeter& operator=(const Greeter&) = delete;
    [[nodiscard]] const std::string& port() const { return port_; }

  private:
    int socket_;
    std::string port_;
    std::thread thread_;
};

/// An interface of type='user', which wants pasta and a way out of the host for it to copy.
class UserNetworkTest : public NetworkTest {
  protected:
    void SetUp() override {
        NetworkTest::SetUp();
        if (!std::filesystem::exists("/usr/bin/pasta"))
            GTEST_SKIP() << "needs pasta (package passt)";
        if (outputOf("ip -4 route show default").empty())
            GTEST_SKIP() << "the host has no default route";
        ASSERT_EQ(outputOf("ip addr add 10.250.9.1/32 dev " + bridge_.name()), "");
    }
    [[nodiscard]] DomainDocument userContainer(const std::string& more = "",
                                               const std::string& domain = "") const {
        return probe("one", {"sleep"},
                     domain + "<devices><interface type='user'><mac address='" + mac(1) + "'/>" +
                         more + "</interface></devices>");
    }
    std::string greeting(const DomainIdentity& domain, const std::string& address,
                         const Greeter& greeter) {
        return execute(domain,
                       {"busybox", "timeout", "3", "busybox", "nc", address, greeter.port()});
    }
    static constexpr const char* host = "10.250.9.1";
};

TEST_F(UserNetworkTest, TheContainerReachesWhatTheHostReachesButNotItsLoopback) {
    const auto one = defineAndStart(userContainer());
    const Greeter outside(host);
    const Greeter loopback("127.0.0.1");
    EXPECT_THAT(greeting(one, host, outside), HasSubstr("hello"));
    EXPECT_THAT(greeting(one, "10.0.2.2", loopback), Not(HasSubstr("hello")));
    const auto link = execute(one, {"ip", "-o", "addr", "show", "eth0"});
    EXPECT_THAT(link, HasSubstr("10.0.2.15/24"));
    EXPECT_THAT(execute(one, {"ip", "-o", "link", "show", "eth0"}), HasSubstr(mac(1)));
}

TEST_F(UserNetworkTest, ItHasTheAddressTheNameAndTheMtuOfTheDefinition) {
    const auto one = defineAndStart(
        userContainer("<ip address='10.99.0.5' family='ipv4' prefix='16'/>"
                      "<route family='ipv4' address='0.0.0.0' prefix='0' gateway='10.99.0.1'/>"
                      "<guest dev='wan'/><mtu size='1400'/>"));
    const Greeter outside(host);
    EXPECT_THAT(execute(one, {"ip", "-o", "addr", "show", "wan"}), HasSubstr("10.99.0.5/16"));
    EXPECT_THAT(execute(one, {"ip", "-o", "link", "show", "wan"}), HasSubstr("mtu 1400"));
    EXPECT_THAT(execute(one, {"ip", "route"}), HasSubstr("default via 10.99.0.1 dev wan"));
    EXPECT_THAT(greeting(one, host, outside), HasSubstr("hello"));
}

TEST_F(UserNetworkTest, ItWorksInAUserNamespaceAndAfterARestart) {
    const auto one = defineAndStart(userContainer(
        "", "<on_crash>restart</on_crash><idmap><uid start='0' target='700000' count='65536'/>"
            "<gid start='0' target='700000' count='65536'/></idmap>"));
    const Greeter outside(host);
    EXPECT_THAT(greeting(one, host, outside), HasSubstr("hello"));
    ASSERT_TRUE(crashAndRestart("one"));
    EXPECT_THAT(greeting(one, host, outside), HasSubstr("hello"));
}

TEST_F(UserNetworkTest, ItsProgramEndsWithTheContainerWhoeverIsKilled) {
    const auto one = defineAndStart(userContainer());
    const auto programs = driver_->domainFootprint(one)->runtime;
    EXPECT_EQ(programs.size(), 2U) << "the keeper, and pasta";
    test::killProcess(status("one").supervisorPid);
    EXPECT_TRUE(becomes([&] { return !driver_->lookupByName("one")->id; }));
    EXPECT_TRUE(becomes([&] { return leftoversBesidesLastRun("one").empty(); })) << leftovers();
    for (const pid_t pid : programs)
        EXPECT_TRUE(ends(pid));
}

TEST_F(UserNetworkTest, ItComesAndGoesWhileTheContainerRuns) {
    const auto one = defineAndStart(probe("one", {"sleep"}));
    const DeviceDocument nic{"nic.xml",
                             "<interface type='user'><mac address='" + mac(1) + "'/></interface>"};
    auto& devices = *driver_->deviceChanges();
    const auto attached = devices.attachDevice(one, nic, {.live = true});
    ASSERT_TRUE(attached) << attached.error().message;
    const Greeter outside(host);
    EXPECT_THAT(greeting(one, host, outside), HasSubstr("hello"));
    EXPECT_EQ(driver_->domainFootprint(one)->runtime.size(), 2U) << "the keeper, and pasta";
    const auto detached = devices.detachDevice(one, nic, {.live = true});
    ASSERT_TRUE(detached) << detached.error().message;
    EXPECT_TRUE(becomes([&] {
        return execute(one, {"ip", "-o", "link"}).find(mac(1)) == std::string::npos;
    }));
    EXPECT_EQ(driver_->domainFootprint(one)->runtime.size(), 1U);
}

TEST_F(UserNetworkTest, APluggedOneEndsWithTheContainerWhoeverIsKilled) {
    const auto one = defineAndStart(probe("one", {"sleep"}));
    const DeviceDocument nic{"nic.xml",
                             "<interface type='user'><mac address='" + mac(1) + "'/></interface>"};
    ASSERT_TRUE(driver_->deviceChanges()->attachDevice(one, nic, {.live = true}));
    const auto programs = driver_->domainFootprint(one)->runtime;
    test::killProcess(status("one").supervisorPid);
    EXPECT_TRUE(becomes([&] { return !driver_->lookupByName("one")->id; }));
    for (const pid_t pid : programs)
        EXPECT_TRUE(ends(pid));
}

} // namespace twinvirt::lxc
