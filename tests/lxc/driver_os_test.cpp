#include "image/root_tree.h"
#include "lxc/driver_fixture.h"
#include "support/remove_tree.h"
#include "util/file_lock.h"
#include "util/process.h"

#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>
#include <poll.h>

namespace twinvirt::lxc {

namespace fs = std::filesystem;
using testing::HasSubstr;
using namespace std::chrono_literals;

static std::string rootFilesystem(const std::string& tree) {
    return "<devices><filesystem type='mount'><source dir='" + tree +
           "'/><target dir='/'/></filesystem></devices>";
}

static std::string readUntil(int fd, const std::string& end) {
    std::string text;
    char buffer[4096];
    pollfd entry{fd, POLLIN, 0};
    while (text.find(end) == std::string::npos && ::poll(&entry, 1, 60000) > 0) {
        const ssize_t count = ::read(fd, buffer, sizeof buffer);
        if (count <= 0)
            break;
        text.append(buffer, static_cast<std::size_t>(count));
    }
    return text;
}

TEST_F(DriverTest, BusyboxInitReachesItsLoginPromptRebootsAndShutsDown) {
    NoProgress progress;
    const auto tree = root_ / "busybox";
    const auto made = createBusyboxTree(tree, progress);
    if (!made)
        GTEST_SKIP() << made.error().message;
    const auto identity = define(document("bb", "/sbin/init", {}, rootFilesystem(tree)));
    StartOptions options;
    options.attachConsole = true;
    const auto started = driver_->startDomain(identity, options);
    ASSERT_TRUE(started) << started.error().message;
    const auto text = readUntil(started->console.get(), "login:");
    EXPECT_THAT(text, HasSubstr(readyMarker));
    EXPECT_THAT(text, HasSubstr("login:"));

    const pid_t first = status("bb").initPid;
    const auto reboot = driver_->rebootDomain(identity);
    ASSERT_TRUE(reboot) << reboot.error().message;
    ASSERT_TRUE(becomes([&] {
        const pid_t now = status("bb").initPid;
        return now > 0 && now != first && driver_->lookupByName("bb")->id;
    })) << "a reboot is a new init under the same domain";

    const auto outcome = driver_->shutdownDomain(identity, {.timeout = 20s});
    ASSERT_TRUE(outcome) << outcome.error().message;
    EXPECT_EQ(*outcome, ShutdownOutcome::ended);
    EXPECT_EQ(driver_->lookupByName("bb")->reason, 1) << "VIR_DOMAIN_SHUTOFF_SHUTDOWN";
}

TEST_F(DriverTest, ARebootOfAnInitThatIsGoingDownHappensWhenItIsDown) {
    NoProgress progress;
    const auto tree = root_ / "busybox";
    if (const auto made = createBusyboxTree(tree, progress); !made)
        GTEST_SKIP() << made.error().message;
    std::ofstream(tree + "/etc/inittab", std::ios::app)
        << "::shutdown:/bin/sh -c ': > /down; while [ ! -e /go ]; do sleep 0.1; done'\n";
    const auto identity = defineAndStart(document("bb", "/sbin/init", {}, rootFilesystem(tree)));
    ASSERT_TRUE(becomes([&] {
        return static_cast<bool>(driver_->shutdownDomain(identity, {.timeout = 0s}));
    })) << "it has to come up first";
    ASSERT_TRUE(becomes([&] { return fs::exists(tree + "/down"); }));
    const pid_t first = status("bb").initPid;
    const auto reboot = driver_->rebootDomain(identity);
    EXPECT_TRUE(reboot) << reboot.error().message;
    std::ofstream(tree + "/go") << "";
    EXPECT_TRUE(becomes([&] {
        const pid_t now = status("bb").initPid;
        return now > 0 && now != first && driver_->lookupByName("bb")->id;
    })) << "the later wish counts";
}

TEST_F(DriverTest, ALoginShellOnTheConsoleHasJobControlWithIdsOfItsOwnToo) {
    NoProgress progress;
    const auto tree = root_ / "busybox";
    if (const auto made = createBusyboxTree(tree, progress); !made)
        GTEST_SKIP() << made.error().message;
    fs::permissions(root_.path(), fs::perms::others_exec, fs::perm_options::add);
    define(document("bb", "/sbin/init", {},
                    "<idmap><uid start='0' target='200000' count='65536'/>"
                    "<gid start='0' target='200000' count='65536'/></idmap>" +
                        rootFilesystem(tree)));
    const auto identity = driver_->lookupByName("bb")->identity;
    StartOptions options;
    options.attachConsole = true;
    const auto started = driver_->startDomain(identity, options);
    ASSERT_TRUE(started) << started.error().message;
    const int console = started->console.get();
    EXPECT_THAT(readUntil(console, "login:"), HasSubstr("login:"));
    const auto type = [&](const std::string& text) {
        EXPECT_EQ(::write(console, text.data(), text.size()), static_cast<ssize_t>(text.size()));
    };
    type("root\n");
    EXPECT_THAT(readUntil(console, "# "), HasSubstr("# "));
    type("sleep 1000\n");
    readUntil(console, "1000");
    std::this_thread::sleep_for(200ms);
    type("\x03"); // ^C: to the shell's job, for the terminal is its own
    EXPECT_THAT(readUntil(console, "# "), HasSubstr("# "));
    ASSERT_TRUE(driver_->destroyDomain(identity));
}

/// Made once for all runs of this build: half a minute, and the network of apt.
static Result<std::string> debianTree() {
    const std::string tree = TWINVIRT_TREE_CACHE "/debian-bookworm";
    fs::create_directories(TWINVIRT_TREE_CACHE);
    const auto lock = TRY(FileLock::acquire(tree + ".lock", 10min));
    NoProgress progress;
    if (fs::exists(tree))
        return tree;
    const std::string half = tree + ".new"; // a run that is killed leaves this
    test::removeTree(half);
    TRY(createDebianTree(half, "bookworm", progress));
    fs::rename(half, tree);
    return tree;
}

TEST_F(DriverTest, SystemdRunsInItsOwnCgroupUnderItsLimitAndShutsDown) {
    const auto tree = debianTree();
    if (!tree)
        GTEST_SKIP() << tree.error().message;
    const auto identity = define(
        document("deb", "/sbin/init", {},
                 "<memtune><hard_limit>262144</hard_limit></memtune>" + rootFilesystem(*tree)));
    StartOptions options;
    options.attachConsole = true;
    const auto started = driver_->startDomain(identity, options);
    ASSERT_TRUE(started) << started.error().message;
    EXPECT_THAT(readUntil(started->console.get(), "login:"), HasSubstr("login:"));
    EXPECT_EQ(execute(identity, {"systemctl", "is-system-running", "--wait"}), "running\nexit 0")
        << execute(identity, {"systemctl", "--failed", "--no-pager"});

    const auto footprint = driver_->domainFootprint(identity).value();
    EXPECT_GT(footprint.guest.size(), 2U) << "systemd's services are in the container's cgroup";
    const auto limit = cgroupFile("deb", "memory", "memory.limit_in_bytes");
    EXPECT_EQ(limit.starts_with("cannot") ? cgroupFile("deb", "memory", "memory.max") : limit,
              std::to_string(262144 * 1024));
    EXPECT_THAT(execute(identity, {"cat", "/proc/1/cgroup"}),
                testing::Not(HasSubstr("twinvirt-test")));

    const auto outcome = driver_->shutdownDomain(identity, {.timeout = 10s});
    ASSERT_TRUE(outcome) << outcome.error().message;
    EXPECT_EQ(*outcome, ShutdownOutcome::ended);
}

} // namespace twinvirt::lxc
