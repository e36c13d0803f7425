// libvirtd on demand. Each test is a world of its own: a mount namespace with empty directories of
// libvirt's state, so that the host's libvirtd, if there is one, is neither seen nor touched.
#include "kvm/kvm_world.h"
#include "kvm/private_world.h"
#include "support/kill_process.h"
#include "util/process.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include <csignal>
#include <pwd.h>
#include <unistd.h>

namespace twinvirt {
namespace {

using test::openKvm;
using testing::HasSubstr;
using namespace std::chrono_literals;

class Daemon : public testing::Test {
  protected:
    void SetUp() override {
        if (const auto reason = test::whyNoMachines(); !reason.empty())
            GTEST_SKIP() << reason;
        if (::access("/run/systemd/system", F_OK) == 0)
            GTEST_SKIP() << "systemd starts libvirtd here";
        ASSERT_TRUE(world_.enter());
    }
    test::PrivateWorld world_;
};

TEST_F(Daemon, isStartedByTheFirstCallBelowAParentOfOurs) {
    const auto driver = openKvm("qemu:///system");
    const auto domains = driver->listDomains({});
    ASSERT_TRUE(domains) << domains.error().message;
    EXPECT_TRUE(domains->empty());
    const auto libvirtd = world_.libvirtd();
    ASSERT_GT(libvirtd, 0);
    const auto reaper = test::parentOf(libvirtd);
    EXPECT_EQ(test::programOf(reaper), "twinvirt-libvirtd");
    EXPECT_NE(test::parentOf(reaper), ::getpid()) << "it is nobody's child, so nobody has to wait";
}

TEST_F(Daemon, isStartedOnceForManyWhoCallAtOnce) {
    std::vector<pid_t> clients;
    for (int i = 0; i < 6; ++i) {
        const pid_t client = ::fork();
        if (client == 0)
            ::_exit(openKvm("qemu:///system")->listDomains({}) ? 0 : 1);
        clients.push_back(client);
    }
    for (const pid_t client : clients) {
        int status = -1;
        ::waitpid(client, &status, 0);
        EXPECT_EQ(status, 0);
    }
    EXPECT_EQ(test::childrenOf(test::parentOf(world_.libvirtd())).size(), 2U)
        << "libvirtd and virtlogd";
}

TEST_F(Daemon, isStartedAgainAfterItWasKilledAndFindsItsMachines) {
    test::KvmWorld machine("killed");
    const auto created =
        machine.driver().createDomain(test::document(machine.machineXml()), {.paused = true});
    ASSERT_TRUE(created) << created.error().message;
    const auto first = world_.libvirtd();
    test::killProcess(first);
    const auto found = machine.driver().lookupByName(machine.name());
    ASSERT_TRUE(found) << found.error().message;
    EXPECT_EQ(found->state, DomainState::paused);
    EXPECT_NE(world_.libvirtd(), first);
    // Waits for the reconnecting daemon's own job; a destroy in its midst leaves cgroups behind.
    ASSERT_TRUE(machine.driver().resumeDomain(machine.identity()));
    ASSERT_TRUE(machine.driver().destroyDomain(machine.identity()));
    EXPECT_FALSE(machine.driver().lookupByName(machine.name()));
}

TEST_F(Daemon, takesItsHelpersWithItWhenItLeaves) {
    ASSERT_TRUE(openKvm("qemu:///system")->listDomains({}));
    const auto libvirtd = world_.libvirtd();
    const auto reaper = openPidfd(test::parentOf(libvirtd));
    ASSERT_TRUE(reaper);
    test::killProcess(libvirtd, SIGTERM); // as its timeout does: it ends with status 0
    const auto ended = waitForExit(reaper->get(), 30s);
    EXPECT_TRUE(ended && *ended);
}

TEST_F(Daemon, hasAKvmDeviceThatQemuMayOpenAndLeavesTheHostsAlone) {
    const auto* qemu = ::getpwnam("libvirt-qemu");
    if (::access("/dev/kvm", F_OK) != 0 || qemu == nullptr)
        GTEST_SKIP() << "needs /dev/kvm and the user libvirt-qemu";
    ASSERT_TRUE(world_.hideKvmFromAllButRoot());
    ASSERT_TRUE(openKvm("qemu:///system")->listDomains({}));
    struct stat theirs {};
    struct stat ours {};
    const auto path = "/proc/" + std::to_string(world_.libvirtd()) + "/root/dev/kvm";
    ASSERT_EQ(::stat(path.c_str(), &theirs), 0);
    ASSERT_EQ(::stat("/dev/kvm", &ours), 0);
    EXPECT_EQ(theirs.st_uid, qemu->pw_uid);
    EXPECT_EQ(theirs.st_rdev, ours.st_rdev);
    EXPECT_EQ(ours.st_uid, 0U);
}

TEST_F(Daemon, thatIsNotInstalledIsAnErrorWithThePackagesToInstall) {
    ASSERT_EQ(::mount("/dev/null", "/usr/sbin/libvirtd", nullptr, MS_BIND, nullptr), 0);
    const auto domains = openKvm("qemu:///system")->listDomains({});
    ASSERT_FALSE(domains);
    EXPECT_EQ(domains.error().code, ErrorCode::noConnect);
    EXPECT_THAT(domains.error().message, HasSubstr("/usr/sbin/libvirtd is not there"));
    EXPECT_THAT(domains.error().message, HasSubstr("apt-get install libvirt-daemon-system"));
}

TEST_F(Daemon, thatCannotStartSaysWhyAndLeavesNothingRunning) {
    ASSERT_TRUE(world_.writeLibvirtdConf("listen_tcp = \"no number\"\n"));
    const auto domains = openKvm("qemu:///system")->listDomains({});
    ASSERT_FALSE(domains);
    EXPECT_THAT(domains.error().message, HasSubstr("listen_tcp"));
    EXPECT_TRUE(world_.daemons().empty());
}

} // namespace
} // namespace twinvirt
