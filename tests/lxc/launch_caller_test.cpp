// What a container must not inherit from whoever starts it, and must not give back to the host.
#include "lxc/launch_fixture.h"
#include "util/atomic_file.h"

#include <gmock/gmock.h>
#include <linux/capability.h>
#include <linux/keyctl.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>

#include <array>
#include <csignal>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <grp.h>
#include <sched.h>
#include <unistd.h>

namespace twinvirt::lxc {

using testing::AllOf;
using testing::Contains;
using testing::Each;
using testing::ElementsAre;
using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;
namespace fs = std::filesystem;

TEST_F(LaunchTest, hasTheUsualUmaskWhateverItsCallersIs) {
    const mode_t before = ::umask(0);
    EXPECT_THAT(linesOf(facts({"caps"}), "caps"), Contains("Umask:\t0022"));
    ::umask(before);
}

TEST_F(LaunchTest, ignoresAndBlocksNoSignalThatItsCallerDoes) {
    ::signal(SIGUSR1, SIG_IGN);
    sigset_t blocked;
    sigemptyset(&blocked);
    sigaddset(&blocked, SIGUSR2);
    ::sigprocmask(SIG_BLOCK, &blocked, nullptr);
    const auto lines = linesOf(facts({"caps"}), "caps");
    EXPECT_THAT(lines, Contains("SigIgn:\t0000000000000000"));
    EXPECT_THAT(lines, Contains("SigBlk:\t0000000000000000"));
    ::sigprocmask(SIG_UNBLOCK, &blocked, nullptr);
    ::signal(SIGUSR1, SIG_DFL);
}

TEST_F(LaunchTest, belongsToNoGroupOfItsCaller) {
    const gid_t group = 4242;
    ASSERT_EQ(::setgroups(1, &group), 0);
    EXPECT_THAT(linesOf(facts({"ids"}), "ids"), ElementsAre(EndsWith(" groups=")));
    ASSERT_EQ(::setgroups(0, nullptr), 0);
}

TEST_F(LaunchTest, inheritsNoInheritableAndNoAmbientCapability) { // CVE-2022-27650, E22
    __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
    std::array<__user_cap_data_struct, 2> data{};
    ASSERT_EQ(::syscall(SYS_capget, &header, data.data()), 0);
    data[0].inheritable = data[0].permitted;
    ASSERT_EQ(::syscall(SYS_capset, &header, data.data()), 0);
    ASSERT_EQ(::prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, CAP_CHOWN, 0, 0), 0);
    const auto lines = linesOf(facts({"caps"}), "caps");
    EXPECT_THAT(lines, Contains("CapInh:\t0000000000000000"));
    EXPECT_THAT(lines, Contains("CapAmb:\t0000000000000000"));
    data[0].inheritable = 0;
    ASSERT_EQ(::syscall(SYS_capset, &header, data.data()), 0);
}

TEST_F(LaunchTest, getsNoDescriptorThatItsCallerLeftOpen) { // E2, E16
    const int leaked = ::open("/", O_RDONLY | O_DIRECTORY); // NOLINT: not close-on-exec
    ASSERT_GE(leaked, 3);
    EXPECT_THAT(linesOf(facts({"fds"}), "fds"),
                ElementsAre("0=/dev/pts/0", "1=/dev/pts/0", "2=/dev/pts/0"));
    ::close(leaked);
}

TEST_F(LaunchTest, findsNoKeyOfItsCallersSession) { // E14
    if (::syscall(SYS_keyctl, KEYCTL_JOIN_SESSION_KEYRING, "twinvirt-test") < 0)
        GTEST_SKIP() << "this kernel has no keyrings";
    const long key =
        ::syscall(SYS_add_key, "user", "twinvirt-test", "secret", 6, KEY_SPEC_SESSION_KEYRING);
    ASSERT_GE(key, 0);
    EXPECT_THAT(linesOf(facts({"key", "twinvirt-test"}), "key"),
                ElementsAre("twinvirt-test: Required key not available"));
}

/// Mounts of the host that spread to whoever shares them, as systemd makes them. They are this
/// process's own.
static std::string shareMounts(const std::string& directory) {
    fs::create_directories(directory + "/data");
    EXPECT_EQ(::unshare(CLONE_NEWNS), 0);
    for (const unsigned long kind : {MS_PRIVATE, MS_SHARED}) { // no longer with the host's own
        EXPECT_EQ(::mount(nullptr, "/", nullptr, MS_REC | kind, nullptr), 0);
    }
    return readFile("/proc/self/mountinfo").value_or("");
}

TEST_F(LaunchTest, leaksNoMountToAHostThatSharesItsOwn) { // E25
    const std::string before = shareMounts(directory);
    spec.mounts = {{MountSpec::Kind::tmpfs, "", directory + "/scratch", false, 1U << 20U},
                   {MountSpec::Kind::bind, directory + "/data", directory + "/share", false, 0}};
    const auto mounts = linesOf(facts({"mounts"}), "mounts");
    EXPECT_THAT(mounts, Contains(HasSubstr("/scratch ")));
    EXPECT_THAT(mounts, Not(Contains(HasSubstr(" shared:"))));
    EXPECT_EQ(readFile("/proc/self/mountinfo").value_or(""), before);
}

TEST_F(LaunchTest, leaksNoMountThroughARootOfItsOwnEither) { // E25
    useOwnRoot();
    const std::string before = shareMounts(directory);
    spec.mounts = {{MountSpec::Kind::bind, directory + "/data", "/share", false, 0}};
    const auto mounts = linesOf(facts({"mounts"}), "mounts");
    EXPECT_THAT(mounts, Contains(HasSubstr(" /share ")));
    EXPECT_THAT(mounts, Each(Not(HasSubstr(" shared:"))));
    EXPECT_EQ(readFile("/proc/self/mountinfo").value_or(""), before);
}

TEST_F(LaunchTest, ofARootOfItsOwnHasNoMountOfTheHostBelowIt) {
    useOwnRoot();
    int roots = 0;
    for (const auto& line : linesOf(facts({"mounts"}), "mounts")) {
        roots += line.find(" / ro") != std::string::npos || line.find(" / rw") != std::string::npos;
        for (const auto& cgroup : spec.cgroups)
            EXPECT_THAT(line, Not(HasSubstr(" " + cgroup.mountPoint + "/")));
    }
    EXPECT_EQ(roots, 1) << "the old root is still there";
}

TEST_F(LaunchTest, ofASharedRootHasNoneOfTheHostsKernelFilesystems) {
    for (const auto& line : linesOf(facts({"mounts"}), "mounts"))
        EXPECT_THAT(line, AllOf(Not(HasSubstr(" - cgroup ")), Not(HasSubstr(" - devtmpfs "))));
}

TEST_F(LaunchTest, hasAReadOnlyRootWithWhatIsMountedBelowIt) {
    useOwnRoot();
    ASSERT_EQ(::unshare(CLONE_NEWNS), 0);
    ASSERT_EQ(::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr), 0);
    const std::string below = spec.root.source + "/below";
    fs::create_directories(below);
    ASSERT_EQ(::mount("tmpfs", below.c_str(), "tmpfs", 0, nullptr), 0);
    std::ofstream(below + "/file") << "x";
    spec.root.readOnly = true;
    EXPECT_THAT(linesOf(facts({"open-write", "/below/file"}), "open-write"),
                ElementsAre("/below/file: Read-only file system"));
    ASSERT_EQ(::umount2(below.c_str(), MNT_DETACH), 0);
}

TEST_F(LaunchTest, cannotWriteToTheKernelsSettingsInProc) {
    const std::string network = "/proc/sys/net/ipv4/ip_forward"; // it shares the host's
    const std::string text = facts({"mounts", "open-write", network});
    EXPECT_THAT(linesOf(text, "open-write"), ElementsAre(network + ": Read-only file system"));
    const auto mounts = linesOf(text, "mounts");
    for (const char* path : {"sys", "bus", "fs", "irq", "sysrq-trigger"})
        if (fs::exists("/proc/" + std::string(path))) {
            EXPECT_THAT(mounts, Contains(HasSubstr(" /proc/" + std::string(path) + " ro,")));
        }
}

TEST_F(LaunchTest, seesNothingOfWhatTellsAboutTheHost) { // E17
    std::vector<std::string> verbs{"mounts"};
    for (const char* file :
         {"kcore", "keys", "latency_stats", "timer_list", "timer_stats", "sched_debug", "kmsg",
          "kallsyms", "iomem", "ioports", "mtrr", "vmallocinfo", "kpagecount"})
        if (fs::exists("/proc/" + std::string(file)))
            verbs.insert(verbs.end(), {"stat", "/proc/" + std::string(file)});
    const std::string text = facts(verbs);
    EXPECT_THAT(linesOf(text, "stat"),
                AllOf(testing::SizeIs((verbs.size() - 1) / 2), Each(HasSubstr("device=1:3"))));
    const auto mounts = linesOf(text, "mounts");
    for (const char* path : {"/proc/acpi", "/proc/scsi", "/proc/asound", "/sys/firmware"})
        if (fs::exists(path)) {
            EXPECT_THAT(mounts, Contains(AllOf(HasSubstr(" " + std::string(path) + " ro,"),
                                               HasSubstr(" - tmpfs "))));
        }
}

} // namespace twinvirt::lxc
