// A container of its own user namespace: root inside is an ordinary user outside.
#include "lxc/launch_fixture.h"
#include "lxc/seccomp/default_filter.h"
#include "util/atomic_file.h"

#include <gmock/gmock.h>
#include <linux/nsfs.h>
#include <sys/ioctl.h>
#include <sys/stat.h>

#include <fcntl.h>
#include <filesystem>
#include <fstream>

namespace twinvirt::lxc {

using testing::AllOf;
using testing::Contains;
using testing::Each;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
namespace fs = std::filesystem;

class UserTest : public LaunchTest {
  protected:
    static constexpr unsigned root = 1700000000; // no range of this host
    void SetUp() override {
        LaunchTest::SetUp();
        spec.idMap.uids = {IdMapRange{0, root, 65536}};
        spec.idMap.gids = {IdMapRange{0, root, 65536}};
        spec.shiftFiles = true;
        spec.ownNetwork = true;
        fs::permissions(directory, fs::perms::owner_all | fs::perms::others_exec);
    }
    void useSharedRootWithAProbeThatOthersMayRun() {
        fs::copy_file(spec.init.path, directory + "/probe");
        fs::permissions(directory + "/probe", fs::perms::owner_all | fs::perms::others_exec);
        spec.init.path = directory + "/probe";
    }
    ino_t inodeOf(const std::string& path) {
        struct stat info {};
        EXPECT_EQ(::stat(path.c_str(), &info), 0) << path;
        return info.st_ino;
    }
};

TEST_F(UserTest, rootInsideIsAnOrdinaryUserOfTheHost) {
    useOwnRoot();
    const std::string text = facts({"ids", "caps"});
    EXPECT_THAT(linesOf(text, "ids"), ElementsAre(HasSubstr("uid=0 gid=0 groups="))) << text;
    const auto outside =
        readFile("/proc/" + std::to_string(status.initPid) + "/status").value_or("");
    const std::string id = std::to_string(root);
    EXPECT_THAT(outside, HasSubstr("Uid:\t" + id + "\t" + id + "\t" + id + "\t" + id));
    EXPECT_THAT(outside, HasSubstr("Gid:\t" + id + "\t" + id + "\t" + id + "\t" + id));
}

TEST_F(UserTest, itsNamespacesBelongToItsUserNamespace) {
    useOwnRoot();
    (void)facts({});
    const std::string spaces = "/proc/" + std::to_string(status.initPid) + "/ns/";
    for (const char* name : {"pid", "mnt", "uts", "ipc", "net", "cgroup"}) {
        const UniqueFd space(::open((spaces + name).c_str(), O_RDONLY | O_CLOEXEC));
        const UniqueFd owner(::ioctl(space.get(), NS_GET_USERNS));
        struct stat info {};
        ASSERT_EQ(::fstat(owner.get(), &info), 0) << name;
        EXPECT_EQ(info.st_ino, inodeOf(spaces + "user")) << name;
    }
}

TEST_F(UserTest, ownsTheFilesOfItsRootThoughNobodyChangedTheirOwner) {
    useOwnRoot();
    std::ofstream(spec.root.source + "/etc/old") << "x";
    const std::string text = facts({"stat", "/etc/old", "make", "/etc/new", "stat", "/etc/new"});
    EXPECT_THAT(linesOf(text, "stat"), Each(HasSubstr("uid=0 gid=0"))) << text;
    struct stat info {};
    for (const char* name : {"/etc/old", "/etc/new"}) {
        ASSERT_EQ(::stat((spec.root.source + name).c_str(), &info), 0);
        EXPECT_EQ(info.st_uid, 0U) << name << ", on the host's disk";
    }
}

TEST_F(UserTest, ownsTheFilesOfItsMountsToo) {
    useOwnRoot();
    fs::create_directories(directory + "/data");
    spec.mounts = {{MountSpec::Kind::bind, directory + "/data", "/data", false, 0},
                   {MountSpec::Kind::tmpfs, "", "/scratch", false, 1U << 20U}};
    const std::string text = facts(
        {"make", "/data/new", "stat", "/data/new", "make", "/scratch/new", "stat", "/scratch"});
    EXPECT_THAT(linesOf(text, "make"), Each(HasSubstr(": done"))) << text;
    EXPECT_THAT(linesOf(text, "stat"), Each(HasSubstr("uid=0 gid=0")));
    struct stat info {};
    ASSERT_EQ(::stat((directory + "/data/new").c_str(), &info), 0);
    EXPECT_EQ(info.st_uid, 0U);
}

TEST_F(UserTest, cannotMakeAReadOnlyMountWritableNorTakeOneAway) {
    useOwnRoot();
    fs::create_directories(directory + "/data");
    spec.root.readOnly = true;
    spec.mounts = {{MountSpec::Kind::bind, directory + "/data", "/data", true, 0}};
    const std::string text =
        facts({"remount", "/data", "make", "/data/new", "remount", "/", "make", "/etc/new"});
    EXPECT_THAT(linesOf(text, "remount"),
                ElementsAre("/data: Operation not permitted", "/: Operation not permitted"))
        << text;
    EXPECT_THAT(linesOf(text, "make"),
                ElementsAre("/data/new: Read-only file system", "/etc/new: Read-only file system"));
}

TEST_F(UserTest, ownsItsDevicesAndItsTerminal) {
    useOwnRoot();
    const std::string text =
        facts({"stat", "/dev", "stat", "/dev/null", "stat", "/dev/console", "stat", "/dev/shm",
               "stat", "/dev/pts", "tty", "mknod", "c:1:3"});
    EXPECT_THAT(linesOf(text, "stat"), Contains(HasSubstr("/dev/null mode=20666 uid=0")));
    EXPECT_THAT(linesOf(text, "stat"), Contains(HasSubstr("/dev/console mode=20620 uid=0")));
    EXPECT_THAT(linesOf(text, "stat"), Contains(HasSubstr("/dev/shm mode=41777 uid=0")));
    EXPECT_THAT(linesOf(text, "tty"), ElementsAre("name=/dev/pts/0 foreground=1 session=1"));
    EXPECT_THAT(linesOf(text, "mknod"), ElementsAre("c:1:3: Operation not permitted"));
}

TEST_F(UserTest, mayDivideItsCgroupButNotLiftItsLimits) {
    if (spec.cgroups.empty() || !spec.cgroups[0].unified)
        GTEST_SKIP() << "this host has no cgroup v2 tree";
    useOwnRoot();
    const std::string text =
        facts({"mkdir", "/sys/fs/cgroup/part", "open-write", "/sys/fs/cgroup/cgroup.procs",
               "open-write", "/sys/fs/cgroup/cgroup.max.descendants"});
    EXPECT_THAT(linesOf(text, "mkdir"), ElementsAre(HasSubstr(": done"))) << text;
    EXPECT_THAT(linesOf(text, "open-write"),
                ElementsAre(HasSubstr(": opened"), HasSubstr(": Permission denied")));
}

TEST_F(UserTest, ofASharedRootIsNobodyToTheHostsFiles) {
    useSharedRootWithAProbeThatOthersMayRun();
    std::ofstream(directory + "/secret") << "x";
    fs::permissions(directory + "/secret", fs::perms::owner_read | fs::perms::owner_write);
    fs::create_directories(directory + "/place");
    fs::create_directories(directory + "/hidden/below");
    fs::create_directories(directory + "/place");
    spec.root.hidden = {directory + "/hidden"};
    const std::string text = facts({"mounts", "stat", directory + "/secret", "read",
                                    directory + "/secret", "make", directory + "/place/new", "stat",
                                    directory + "/hidden/below", "umount", directory + "/hidden"});
    EXPECT_THAT(linesOf(text, "stat"),
                ElementsAre(HasSubstr("uid=65534"), HasSubstr("No such file")))
        << text;
    EXPECT_THAT(linesOf(text, "read"), ElementsAre(HasSubstr("Permission denied")));
    EXPECT_THAT(linesOf(text, "make"), ElementsAre(HasSubstr("Permission denied")));
    EXPECT_THAT(linesOf(text, "umount"), ElementsAre(HasSubstr("Invalid argument")));
    for (const auto& line : linesOf(text, "mounts"))
        EXPECT_THAT(line, Not(HasSubstr(" - cgroup ")));
}

TEST_F(UserTest, onTheHostsNetworkStillHasASys) {
    useOwnRoot();
    spec.ownNetwork = false;
    const std::string text = facts({"stat", "/sys/class/net/lo", "mounts"});
    EXPECT_THAT(linesOf(text, "mounts"),
                Contains(AllOf(HasSubstr(" /sys "), HasSubstr(" - sysfs"))))
        << text;
}

TEST_F(UserTest, withoutShiftedFilesIsNobodyInItsOwnRoot) { // preset compat, as libvirt
    useOwnRoot();
    fs::permissions(spec.root.source + "/probe", fs::perms::all);
    spec.shiftFiles = false;
    EXPECT_THAT(linesOf(facts({"stat", "/probe"}), "stat"), ElementsAre(HasSubstr("uid=65534")));
}

TEST_F(UserTest, ofAFileSystemThatCannotBeMappedSaysSo) {
    useOwnRoot();
    spec.mounts = {{MountSpec::Kind::bind, "/proc/sys", "/settings", false, 0}};
    probe({"sleep"});
    const auto launched = launch();
    ASSERT_FALSE(launched);
    EXPECT_THAT(launched.error().message, HasSubstr("cannot be shown with mapped ids"));
}

TEST_F(LaunchTest, hasItsOwnTimeWhenItAsksForIt) {
    spec.ownTime = true;
    const auto lines = linesOf(facts({"read", "/proc/uptime"}), "read");
    ASSERT_EQ(lines.size(), 1U);
    EXPECT_LT(std::stod(lines[0]), 30.0) << "the host runs for longer";
}

TEST_F(LaunchTest, hasTheLimitsPrivilegesAndMachineOfItsSpec) {
    spec.limits = {{7, 123, 456}}; // RLIMIT_NOFILE
    spec.noNewPrivileges = true;
    spec.personality = 8; // PER_LINUX32
    const std::string text = facts({"read", "/proc/self/limits", "caps", "machine"});
    EXPECT_THAT(linesOf(text, "read"),
                Contains(testing::ContainsRegex("Max open files +123 +456")));
    EXPECT_THAT(linesOf(text, "caps"), Contains("NoNewPrivs:\t1"));
    EXPECT_THAT(linesOf(text, "machine"), ElementsAre("i686"));
}

} // namespace twinvirt::lxc
