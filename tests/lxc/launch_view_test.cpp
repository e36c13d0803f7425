// What a container shares, may use, and is told about itself.
#include "lxc/launch_fixture.h"

#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>
#include <unistd.h>

namespace twinvirt::lxc {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
namespace fs = std::filesystem;

TEST_F(LaunchTest, sharesTheNamespacesThatItIsToldTo) {
    const std::string own = "/proc/" + std::to_string(::getpid()) + "/ns/";
    spec.shared = {own + "net", own + "ipc", own + "uts"};
    const auto spaces = linesOf(facts({"namespaces"}), "namespaces");
    for (const char* name : {"net", "ipc", "uts"})
        EXPECT_THAT(spaces, Contains(fs::read_symlink(own + name).string()));
    for (const char* name : {"mnt", "pid"})
        EXPECT_THAT(spaces, Not(Contains(fs::read_symlink(own + name).string())));
}

TEST_F(LaunchTest, ofASharedHostNameDoesNotSetIt) {
    char before[65] = {};
    ::gethostname(before, sizeof before - 1);
    spec.shared.uts = "/proc/" + std::to_string(::getpid()) + "/ns/uts";
    EXPECT_THAT(linesOf(facts({"hostname"}), "hostname"), ElementsAre(before));
}

TEST_F(LaunchTest, mayUseTheDevicesOfItsListAndNoOthersInAV2Cgroup) { // E18
    if (spec.cgroups.empty() || !spec.cgroups[0].unified)
        GTEST_SKIP() << "this host has no cgroup v2 tree";
    spec.cgroups.resize(1); // no v1 controller stands in for the program
    spec.devices = {{false, 1, 3}, {false, 1, 5, DeviceSpec::read}, {false, 136, -1}};
    const std::string text =
        facts({"mknod", "c:1:3", "mknod", "c:1:1", "mknod", "b:8:0", "mknod", "c:1:5", "open-write",
               "/dev/null", "open-write", "/dev/zero", "read", "/dev/full", "tty"});
    EXPECT_THAT(linesOf(text, "mknod"),
                ElementsAre("c:1:3: done", "c:1:1: Operation not permitted",
                            "b:8:0: Operation not permitted", "c:1:5: Operation not permitted"));
    EXPECT_THAT(linesOf(text, "open-write"),
                ElementsAre("/dev/null: opened", "/dev/zero: Operation not permitted"));
    EXPECT_THAT(linesOf(text, "read"), ElementsAre("/dev/full: Operation not permitted"));
}

TEST_F(LaunchTest, withoutAListMayUseAnyDevice) { // or the test above would prove nothing
    if (spec.cgroups.empty() || !spec.cgroups[0].unified)
        GTEST_SKIP() << "this host has no cgroup v2 tree";
    spec.cgroups.resize(1);
    EXPECT_THAT(linesOf(facts({"mknod", "c:1:5"}), "mknod"), ElementsAre("c:1:5: done"));
}

TEST_F(LaunchTest, seesTheProcThatLxcfsShows) {
    fs::create_directories(directory + "/lxcfs/proc");
    std::ofstream(directory + "/lxcfs/proc/meminfo") << "MemTotal: 7 kB\n";
    spec.lxcfs = directory + "/lxcfs";
    EXPECT_THAT(linesOf(facts({"read", "/proc/meminfo"}), "read"), ElementsAre("MemTotal: 7 kB"));
}

} // namespace twinvirt::lxc
