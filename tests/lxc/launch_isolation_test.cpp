// What init sees from inside.
#include "lxc/launch_fixture.h"
#include "lxc/seccomp/default_filter.h"
#include "util/atomic_file.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>

namespace twinvirt::lxc {

using testing::AllOf;
using testing::Contains;
using testing::Each;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::StartsWith;
namespace fs = std::filesystem;

static std::string namespaceOf(const char* name) {
    return fs::read_symlink("/proc/self/ns/" + std::string(name));
}

TEST_F(LaunchTest, hasItsOwnNamespacesButTheHostsNetworkUnlessItAsksForOne) {
    const auto namespaces = linesOf(facts({"namespaces"}), "namespaces");
    for (const char* own : {"cgroup", "ipc", "mnt", "pid", "uts"})
        EXPECT_THAT(namespaces, Not(Contains(namespaceOf(own)))) << own;
    EXPECT_THAT(namespaces, Contains(namespaceOf("net")));
}

TEST_F(LaunchTest, withItsOwnNetworkHasTheLoopbackUpAndMaySetItsSysctls) {
    spec.ownNetwork = true;
    const std::string text =
        facts({"lo", "namespaces", "open-write", "/proc/sys/net/ipv4/ip_forward", "open-write",
               "/proc/sys/kernel/core_pattern"});
    EXPECT_THAT(linesOf(text, "lo"), ElementsAre("up"));
    EXPECT_THAT(linesOf(text, "namespaces"), Not(Contains(namespaceOf("net"))));
    EXPECT_THAT(linesOf(text, "open-write"),
                ElementsAre("/proc/sys/net/ipv4/ip_forward: opened",
                            "/proc/sys/kernel/core_pattern: Read-only file system"));
}

TEST_F(LaunchTest, isBornInItsCgroupsAndSeesOnlyThem) {
    if (spec.cgroups.empty())
        GTEST_SKIP() << "this host mounts no cgroups";
    const std::string text = facts({"cgroup", "read", "/sys/fs/cgroup/cgroup.procs", "mounts"});
    for (const auto& cgroup : spec.cgroups) {
        const std::string own = cgroup.unified ? "0::/" : ":" + cgroup.controllers + ":/";
        EXPECT_THAT(linesOf(text, "cgroup"),
                    Contains(AllOf(HasSubstr(own), testing::EndsWith(":/"))));
        const auto procs = readFile(cgroup.mountPoint + cgroup.path + "/cgroup.procs").value_or("");
        EXPECT_THAT(procs, HasSubstr(std::to_string(status.initPid))) << cgroup.mountPoint;
    }
    if (spec.cgroups[0].unified) {
        EXPECT_THAT(linesOf(text, "read"), ElementsAre("1"));
        EXPECT_THAT(linesOf(text, "mounts"),
                    Contains(AllOf(HasSubstr(" / /sys/fs/cgroup "), HasSubstr("cgroup2"))));
    }
}

TEST_F(LaunchTest, seesItsV1CgroupsReadOnlyBesideTheOneOfSystemd) {
    if (!fs::exists("/sys/fs/cgroup/systemd/tasks") || !fs::exists("/sys/fs/cgroup/memory/tasks"))
        GTEST_SKIP() << "this host has no v1 trees";
    for (auto& cgroup : spec.cgroups)
        if (cgroup.controllers == "memory")
            cgroup.settings = {{"memory.limit_in_bytes", "67108864", true}};
    spec.cgroups.push_back(
        {false, "/sys/fs/cgroup/systemd", "name=systemd", spec.cgroups[0].path, {}});
    const std::string limit = "/sys/fs/cgroup/memory/memory.limit_in_bytes";
    const std::string text =
        facts({"read", limit, "open-write", limit, "open-write", "/sys/fs/cgroup/systemd/tasks"});
    EXPECT_THAT(linesOf(text, "read"), ElementsAre("67108864"));
    EXPECT_THAT(linesOf(text, "open-write"), ElementsAre(limit + ": Read-only file system",
                                                         "/sys/fs/cgroup/systemd/tasks: opened"));
}

TEST_F(LaunchTest, cannotReachWhatTellsOrChangesTheHost) {
    useOwnRoot();
    std::vector<std::string> verbs;
    for (const char* path :
         {"/proc/sysrq-trigger", "/proc/sys/kernel/modprobe", "/proc/sys/kernel/core_pattern",
          "/proc/sys/vm/drop_caches", "/sys/kernel/uevent_helper", "/sys/power/state"})
        verbs.insert(verbs.end(), {"open-write", path});
    for (const char* path : {"/proc/kcore", "/proc/keys", "/proc/timer_list"})
        verbs.insert(verbs.end(), {"stat", path});
    const std::string text = facts(verbs);
    EXPECT_THAT(linesOf(text, "open-write"), Each(Not(HasSubstr("opened"))));
    for (const auto& line : linesOf(text, "stat"))
        EXPECT_THAT(line, testing::AnyOf(HasSubstr("device=1:3"), HasSubstr("No such file")));
}

TEST_F(LaunchTest, hasADevOfItsOwnWithTheNodesOfLibvirt) {
    useOwnRoot();
    const std::string text =
        facts({"stat", "/dev/null", "stat", "/dev/tty", "stat", "/dev/console", "stat", "/dev/tty1",
               "stat", "/dev/kmsg", "stat", "/dev/ptmx", "read", "/dev/shm/none", "mounts"});
    EXPECT_THAT(linesOf(text, "stat"),
                ElementsAre(AllOf(StartsWith("/dev/null mode=20666"), HasSubstr("device=1:3")),
                            AllOf(StartsWith("/dev/tty mode=20666"), HasSubstr("device=5:0")),
                            AllOf(StartsWith("/dev/console mode=20620"), HasSubstr("device=136:0")),
                            HasSubstr("device=136:0"), "/dev/kmsg: No such file or directory",
                            StartsWith("/dev/ptmx mode=120777")));
    const auto mounts = linesOf(text, "mounts");
    for (const char* place : {" /dev/shm ", " /dev/mqueue ", " /dev/pts ", " /proc ", " /sys "})
        EXPECT_THAT(mounts, Contains(HasSubstr(place)));
    EXPECT_THAT(mounts, Not(Contains(HasSubstr("shared:")))) << "a mount could leak to the host";
}

TEST_F(LaunchTest, hasExactlyTheCapabilitiesOfTheSpec) {
    spec.capabilities = 0x1ffULL;
    const auto lines = linesOf(facts({"caps"}), "caps");
    EXPECT_THAT(lines, Contains("CapBnd:\t00000000000001ff"));
    EXPECT_THAT(lines, Contains("CapEff:\t00000000000001ff"));
    EXPECT_THAT(lines, Contains("CapInh:\t0000000000000000"));
    EXPECT_THAT(lines, Contains("CapAmb:\t0000000000000000"));
}

TEST_F(LaunchTest, ofAnotherUserHasItsGroupsItsTerminalAndNoCapabilities) {
    useOwnRoot();
    fs::permissions(directory, fs::perms::others_exec | fs::perms::owner_all);
    std::ofstream(spec.root.source + "/etc/passwd") << "worker:x:1234:1235::/:/bin/sh\n";
    std::ofstream(spec.root.source + "/etc/group") << "other:x:77:nobody,worker\n";
    spec.init.user = "worker";
    spec.init.directory = "/etc";
    spec.seccompFilter = defaultSeccompFilter();
    const std::string text = facts({"ids", "caps", "stat", "/dev/console", "cwd"});
    EXPECT_THAT(linesOf(text, "ids"),
                ElementsAre("pid=1 ppid=0 sid=1 pgid=1 uid=1234 gid=1235 groups=77"));
    EXPECT_THAT(linesOf(text, "caps"), Contains("CapEff:\t0000000000000000"));
    EXPECT_THAT(linesOf(text, "stat"), ElementsAre(HasSubstr("uid=1234 gid=1235")));
    EXPECT_THAT(linesOf(text, "cwd"), ElementsAre("/etc"));
}

TEST_F(LaunchTest, meetsTheDefaultFilter) {
    spec.seccompFilter = defaultSeccompFilter();
    std::vector<std::string> verbs;
    for (const char* name : {"tiocsti", "tiocsti-high", "tioclinux", "unshare-user", "bpf",
                             "keyctl", "init_module", "open_by_handle_at", "clone3", "unknown"})
        verbs.insert(verbs.end(), {"syscall", name});
    EXPECT_THAT(
        linesOf(facts(verbs), "syscall"),
        ElementsAre("tiocsti: Operation not permitted", "tiocsti-high: Operation not permitted",
                    "tioclinux: Operation not permitted", "unshare-user: Operation not permitted",
                    "bpf: Operation not permitted", "keyctl: Operation not permitted",
                    "init_module: Operation not permitted",
                    "open_by_handle_at: Operation not permitted",
                    "clone3: Function not implemented", "unknown: Function not implemented"));
}

TEST_F(LaunchTest, withoutTheFilterTheSameCallsArrive) { // or the test above would prove nothing
    const auto calls = linesOf(facts({"syscall", "tiocsti", "syscall", "clone3"}), "syscall");
    EXPECT_THAT(calls, Each(Not(HasSubstr("not implemented"))));
    EXPECT_THAT(calls, Contains(Not(HasSubstr("Operation not permitted"))));
}

TEST_F(LaunchTest, hasTheMountsOfTheSpecAndMakesTheirPlaces) {
    useOwnRoot();
    fs::create_directories(directory + "/data");
    std::ofstream(directory + "/data/file") << "content\n";
    spec.mounts = {{MountSpec::Kind::bind, directory + "/data", "/a/b", true, 0},
                   {MountSpec::Kind::bind, directory + "/data/file", "/c/file", false, 0},
                   {MountSpec::Kind::tmpfs, "", "/scratch", false, 1U << 20U}};
    const std::string text =
        facts({"read", "/a/b/file", "open-write", "/a/b/file", "open-write", "/c/file", "mounts"});
    EXPECT_THAT(linesOf(text, "read"), ElementsAre("content"));
    EXPECT_THAT(linesOf(text, "open-write"),
                ElementsAre("/a/b/file: Read-only file system", "/c/file: opened"));
    EXPECT_THAT(linesOf(text, "mounts"),
                Contains(AllOf(HasSubstr(" /scratch rw,nosuid,nodev"), HasSubstr("size=1024k"))));
}

TEST_F(LaunchTest, withAReadOnlyRootStillGetsItsMounts) {
    useOwnRoot();
    spec.root.readOnly = true;
    spec.mounts = {{MountSpec::Kind::tmpfs, "", "/tmp", false, 1U << 20U}};
    std::ofstream(spec.root.source + "/etc/motd") << "x";
    const std::string text = facts({"open-write", "/etc/motd", "mounts"});
    EXPECT_THAT(linesOf(text, "open-write"), ElementsAre("/etc/motd: Read-only file system"));
    EXPECT_THAT(linesOf(text, "mounts"), Contains(HasSubstr(" /tmp rw")));
}

TEST_F(LaunchTest, ofASharedRootDoesNotSeeWhatIsHidden) {
    fs::create_directories(directory + "/hidden");
    std::ofstream(directory + "/hidden/secret") << "x";
    spec.root.hidden = {directory + "/hidden", "/no/such/directory"};
    EXPECT_THAT(linesOf(facts({"stat", directory + "/hidden/secret"}), "stat"),
                ElementsAre(HasSubstr("No such file")));
}

TEST_F(LaunchTest, ofASharedRootHasNothingOfTheHostsBelowItsOwnProcSysAndDev) {
    const auto mounts = linesOf(facts({"mounts"}), "mounts");
    for (const char* place : {" / /proc ", " / /sys ", " / /dev "})
        EXPECT_EQ(std::count_if(mounts.begin(), mounts.end(),
                                [place](const auto& mount) {
                                    return mount.find(place) != std::string::npos;
                                }),
                  1)
            << "an unmount would bring the host's to light";
    // The host's cgroup trees, seen from the container's cgroup namespace, start above its root.
    EXPECT_THAT(mounts, Not(Contains(HasSubstr(" /.."))));
    EXPECT_THAT(mounts, Not(Contains(HasSubstr(" devtmpfs "))));
}

TEST_F(LaunchTest, holdsNoDescriptorOfTheHost) {
    EXPECT_THAT(linesOf(facts({"fds"}), "fds"),
                ElementsAre("0=/dev/pts/0", "1=/dev/pts/0", "2=/dev/pts/0"));
}

} // namespace twinvirt::lxc
