// What a container shares, may use, and is told about itself.
#include "lxc/cgroup/cgroup_tree.h"
#include "lxc/isolation/device_program.h"
#include "lxc/launch_fixture.h"

#include <gmock/gmock.h>
#include <sys/wait.h>

#include <cerrno>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <thread>
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

/// What the open of /dev/zero for writing says in this cgroup: 0, or an errno.
static int openIn(const std::string& cgroup) {
    const pid_t pid = ::fork();
    if (pid == 0) {
        if (!writeKernelFile(cgroup + "/cgroup.procs", "0"))
            ::_exit(255);
        ::_exit(::open("/dev/zero", O_WRONLY | O_CLOEXEC) < 0 ? errno : 0);
    }
    int status = 0;
    ::waitpid(pid, &status, 0);
    return WEXITSTATUS(status);
}

TEST_F(LaunchTest, anotherListTakesThePlaceOfTheFirst) {
    if (spec.cgroups.empty() || !spec.cgroups[0].unified)
        GTEST_SKIP() << "this host has no cgroup v2 tree";
    const std::string cgroup =
        spec.cgroups[0].mountPoint + "/twinvirt-test-" + std::to_string(::getpid());
    fs::create_directory(cgroup);
    const UniqueFd opened(::open(cgroup.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    const std::vector<DeviceSpec> without{{false, 1, 3}};
    const std::vector<DeviceSpec> with{{false, 1, 3}, {false, 1, 5}};
    EXPECT_FALSE(replaceDeviceProgram(opened.get(), with)) << "there is none yet";
    EXPECT_TRUE(attachDeviceProgram(opened.get(), without));
    EXPECT_EQ(openIn(cgroup), EPERM);
    EXPECT_TRUE(replaceDeviceProgram(opened.get(), with));
    EXPECT_EQ(openIn(cgroup), 0);
    EXPECT_TRUE(replaceDeviceProgram(opened.get(), without));
    EXPECT_EQ(openIn(cgroup), EPERM);
    EXPECT_TRUE(attachDeviceProgram(opened.get(), without)) << "as systemd inside would";
    EXPECT_THAT(replaceDeviceProgram(opened.get(), with).error().message,
                HasSubstr("2 device programs"));
    for (int attempt = 0; ::rmdir(cgroup.c_str()) != 0 && attempt < 200; ++attempt)
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    EXPECT_FALSE(fs::exists(cgroup));
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
