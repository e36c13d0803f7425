// <virtualport type='openvswitch'>, on a switch of the test's own: its daemons with their datapath
// in user space (which needs no kernel module), their sockets in a mount namespace of this process.

#include "api/device_changes.h"
#include "lxc/network_fixture.h"

#include <gmock/gmock.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/wait.h>

#include <csignal>
#include <fcntl.h>
#include <sched.h>
#include <unistd.h>

namespace twinvirt::lxc {

using testing::HasSubstr;
using testing::Not;

namespace {

constexpr const char* socketDirectory = "/run/openvswitch"; // compiled into ovs-vsctl
constexpr const char* switchProgram = "/usr/lib/openvswitch-switch/ovs-vswitchd";

/// A program in the background that ends with this object, and with this process.
class Daemon {
  public:
    explicit Daemon(std::vector<std::string> words) {
        std::vector<char*> arguments;
        for (auto& word : words)
            arguments.push_back(word.data());
        arguments.push_back(nullptr);
        pid_ = ::fork();
        if (pid_ != 0)
            return;
        ::prctl(PR_SET_PDEATHSIG, SIGKILL);
        const int null = ::open("/dev/null", O_RDWR);
        for (const int stream : {0, 1, 2})
            ::dup2(null, stream);
        ::execv(arguments[0], arguments.data());
        ::_exit(127);
    }
    ~Daemon() {
        ::kill(pid_, SIGKILL);
        ::waitpid(pid_, nullptr, 0);
    }
    Daemon(const Daemon&) = delete;
    Daemon& operator=(const Daemon&) = delete;

  private:
    pid_t pid_ = -1;
};

class OvsTest : public NetworkTest {
  protected:
    void SetUp() override {
        NetworkTest::SetUp();
        if (IsSkipped())
            return;
        if (::access(switchProgram, X_OK) != 0 || ::access("/usr/bin/ovs-vsctl", X_OK) != 0)
            GTEST_SKIP() << "Open vSwitch is not installed (package openvswitch-switch)";
        madeDirectory_ = ::mkdir(socketDirectory, 0755) == 0;
        ASSERT_EQ(::unshare(CLONE_NEWNS), 0);
        ASSERT_EQ(::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr), 0);
        ASSERT_EQ(::mount("tmpfs", socketDirectory, "tmpfs", 0, nullptr), 0);
        const std::string directory = std::string(socketDirectory) + "/";
        ASSERT_EQ(outputOf("ovsdb-tool create " + directory +
                           "conf.db /usr/share/openvswitch/vswitch.ovsschema"),
                  "");
        database_ = std::make_unique<Daemon>(std::vector<std::string>{
            "/usr/sbin/ovsdb-server", directory + "conf.db",
            "--remote=punix:" + directory + "db.sock", "--unixctl=" + directory + "database.ctl"});
        switch_ = std::make_unique<Daemon>(
            std::vector<std::string>{switchProgram, "unix:" + directory + "db.sock",
                                     "--unixctl=" + directory + "switch.ctl"});
        ASSERT_EQ(outputOf("ovs-vsctl --timeout=30 --retry --no-wait init"), "");
        ASSERT_EQ(outputOf("ovs-vsctl --timeout=30 add-br " + name_ + " -- set bridge " + name_ +
                           " datapath_type=netdev"),
                  "");
    }

    void TearDown() override {
        NetworkTest::TearDown();
        if (switch_) {
            EXPECT_EQ(ports(), "") << "the switch remembers nothing of the containers";
            outputOf("ovs-vsctl --timeout=10 del-br " + name_);
        }
        switch_.reset();
        database_.reset();
        ::umount2(socketDirectory, MNT_DETACH);
        if (madeDirectory_)
            ::rmdir(socketDirectory);
    }

    [[nodiscard]] std::string ports() const {
        return outputOf("ovs-vsctl --timeout=10 list-ports " + name_);
    }
    /// For container(): the beginning of an interface on the switch, with VLAN `vlan`.
    [[nodiscard]] std::string onSwitch(const std::string& vlan) const {
        return "type='bridge'><source bridge='" + name_ +
               "'/><virtualport type='openvswitch'/><vlan><tag id='" + vlan + "'/></vlan>";
    }

    const std::string name_ = linkName("ov");

  private:
    bool madeDirectory_ = false;
    std::unique_ptr<Daemon> database_;
    std::unique_ptr<Daemon> switch_;
};

TEST_F(OvsTest, ContainersArePortsInTheirVlan) {
    const auto one = defineAndStart(container("one", onSwitch("42"), 1, "<target dev='tvone'/>"));
    const auto two = defineAndStart(container("two", onSwitch("42"), 2));
    const auto three = defineAndStart(container("three", onSwitch("43"), 3));
    EXPECT_THAT(ping(one, 2), HasSubstr(received));
    EXPECT_THAT(ping(one, 3), Not(HasSubstr(received)));
    EXPECT_EQ(outputOf("ovs-vsctl get Port tvone tag"), "42\n");
    const auto ids = outputOf("ovs-vsctl get Interface tvone external_ids");
    EXPECT_THAT(ids, HasSubstr("attached-mac=\"" + mac(1) + "\""));
    EXPECT_THAT(ids, HasSubstr("vm-id=\"" + one.uuid.toString() + "\""));
    EXPECT_THAT(ids, HasSubstr("iface-id="));
    EXPECT_THAT(ids, HasSubstr("iface-status=active"));
    ASSERT_TRUE(driver_->destroyDomain(one));
    EXPECT_THAT(ports(), Not(HasSubstr("tvone")));
}

TEST_F(OvsTest, ARestartMakesThePortAnew) {
    defineAndStart(probe("one", {"sleep"},
                         "<on_crash>restart</on_crash><devices><interface " + onSwitch("42") +
                             "<mac address='" + mac(1) + "'/></interface></devices>"));
    const std::string before = ports();
    EXPECT_NE(before, "");
    ASSERT_TRUE(crashAndRestart("one"));
    EXPECT_EQ(ports(), before);
}

TEST_F(OvsTest, AnInterfaceIsPluggedIntoTheSwitchAndTakenOutAgain) {
    const auto one = defineAndStart(container("one", onSwitch("42"), 1));
    const auto two = defineAndStart(probe("two", {"sleep"}));
    const DeviceDocument nic{"nic.xml", "<interface " + onSwitch("42") + "<mac address='" + mac(2) +
                                            "'/><ip address='10.250.0.2'/></interface>"};
    auto& devices = *driver_->deviceChanges();
    const auto attached = devices.attachDevice(two, nic, {.live = true});
    ASSERT_TRUE(attached) << attached.error().message;
    EXPECT_THAT(ping(two, 1), HasSubstr(received));
    const std::string both = ports();
    const auto detached = devices.detachDevice(two, nic, {.live = true});
    ASSERT_TRUE(detached) << detached.error().message;
    EXPECT_LT(ports().size(), both.size());
    EXPECT_NE(ports(), "");
}

TEST_F(OvsTest, APortOfSomebodyElseIsLeftAlone) {
    const HostLink other(linkName("o"), "type veth peer name " + linkName("p"));
    ASSERT_EQ(outputOf("ovs-vsctl --timeout=10 add-port " + name_ + " " + other.name()), "");
    ASSERT_EQ(outputOf("ip link set " + other.name() + " name " + linkName("q")), "")
        << "so that the name is free for a link";
    const auto one =
        define(container("one", onSwitch("42"), 1, "<target dev='" + other.name() + "'/>"));
    const auto started = driver_->startDomain(one, {});
    ASSERT_FALSE(started);
    EXPECT_THAT(started.error().message, HasSubstr("already"));
    EXPECT_EQ(ports(), other.name() + "\n");
    outputOf("ovs-vsctl --timeout=10 del-port " + other.name());
    outputOf("ip link del " + linkName("q"));
}

TEST_F(OvsTest, ABridgeThatIsNotThereIsNamedAndNothingIsLeft) {
    const auto one = define(container(
        "one", "type='bridge'><source bridge='tvnosuch'/><virtualport type='openvswitch'/>", 1));
    const auto started = driver_->startDomain(one, {});
    ASSERT_FALSE(started);
    EXPECT_THAT(started.error().message, HasSubstr("no bridge named tvnosuch"));
}

TEST_F(OvsTest, AKilledKeeperLeavesNoPort) {
    const auto one = defineAndStart(container("one", onSwitch("42"), 1));
    EXPECT_NE(ports(), "");
    ASSERT_EQ(::kill(status("one").supervisorPid, SIGKILL), 0);
    EXPECT_TRUE(becomes([&] {
        const auto record = driver_->lookupByName("one");
        return record && !record->id;
    }));
    EXPECT_EQ(ports(), "");
}

} // namespace
} // namespace twinvirt::lxc
