// A container to which something was attached is kept in as it was before, and what it does to its
// own /dev and /proc meanwhile leads nothing of ours astray (E2, E4, E6, E7, E16, E18, E25 of
// threats-and-faults, on hot-plug), in each mode.
#include "lxc/escape_fixture.h"
#include "util/atomic_file.h"
#include "util/unique_fd.h"

#include <gmock/gmock.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/wait.h>

#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <sched.h>
#include <unistd.h>

namespace twinvirt::lxc {

using testing::AllOf;
using testing::Each;
using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;
using testing::SizeIs;
namespace fs = std::filesystem;

class EscapeLiveTest : public EscapeTest {
  protected:
    void SetUp() override {
        EscapeTest::SetUp();
        if (IsSkipped())
            return;
        if (::access("/dev/net/tun", F_OK) != 0)
            GTEST_SKIP() << "this host has no /dev/net/tun";
        fs::create_directories(root_ / "data");
    }

    [[nodiscard]] std::string directory() const {
        return "<filesystem type='mount'><source dir='" + root_ / "data" +
               "'/><target dir='/srv/data'/></filesystem>";
    }
    inline static const std::string node =
        "<hostdev mode='capabilities' type='misc'><source><char>/dev/net/tun</char></source>"
        "</hostdev>";

    /// What root of the container can do to its own mounts where it may mount at all.
    static void hideProc(pid_t init) {
        const pid_t child = ::fork();
        if (child == 0) {
            const UniqueFd mounts(
                ::open(("/proc/" + std::to_string(init) + "/ns/mnt").c_str(), O_RDONLY));
            const bool done = ::setns(mounts.get(), CLONE_NEWNS) == 0 &&
                              ::mount("fake", "/proc", "tmpfs", 0, nullptr) == 0 &&
                              ::mkdir("/proc/self", 0777) == 0 &&
                              ::mkdir("/proc/self/attr", 0777) == 0;
            ::_exit(done ? 0 : 1);
        }
        int status = 0;
        ASSERT_EQ(::waitpid(child, &status, 0), child);
        ASSERT_EQ(status, 0);
    }
};

TEST_P(EscapeLiveTest, E2WhatComesLeavesNoDescriptorInside) { // E16 too
    const auto web = defineAndStart(container("web", {"sleep"}));
    ASSERT_EQ(attach(web, directory()), "done");
    ASSERT_EQ(attach(web, node), "done");
    std::vector<std::string> descriptors;
    for (const auto& entry :
         fs::directory_iterator("/proc/" + std::to_string(status("web").initPid) + "/fd"))
        descriptors.push_back(entry.path().filename());
    EXPECT_THAT(descriptors, testing::UnorderedElementsAre("0", "1", "2"));
    const auto joined = execute(web, {"/probe", "fds", "cwd"});
    for (int fd = 3; fd < 32; ++fd)
        EXPECT_THAT(joined, Not(HasSubstr("fds " + std::to_string(fd) + "=")));
    EXPECT_THAT(joined, HasSubstr("cwd /\n"));
}

TEST_P(EscapeLiveTest, E4ALinkWhereItsNodeComesIsNotFollowed) { // E7: a marker of the host
    const std::string marker = root_ / "marker";
    std::ofstream(marker) << "sings\n";
    const auto web = defineAndStart(container("web", {"sleep"}));
    fs::create_directories(inside("/dev/net"));
    fs::create_symlink(marker, inside("/dev/net/tun"));
    EXPECT_NE(attach(web, node), "done");
    EXPECT_EQ(readFile(marker).value_or("gone"), "sings\n");
    struct stat there {};
    ASSERT_EQ(::lstat(marker.c_str(), &there), 0);
    EXPECT_TRUE(S_ISREG(there.st_mode)) << "it is still the file that it was";
}

TEST_P(EscapeLiveTest, E6AFakeProcDeceivesNobodyWhoJoinsAndNothingThatComes) {
    const auto web = defineAndStart(container("web", {"sleep"}));
    const auto before = execute(web, {"/probe", "ids"});
    ASSERT_THAT(before, HasSubstr("uid=0 "));
    hideProc(status("web").initPid);
    // It joins without a word that went into the fake: nothing was written there.
    const auto after = execute(web, {"/probe", "stat", "/proc/self/attr"});
    EXPECT_THAT(after, Not(HasSubstr("No such file")));
    EXPECT_TRUE(fs::is_empty(inside("/proc/self/attr")));
    EXPECT_EQ(attach(web, directory()), "done");
    EXPECT_EQ(attach(web, node), "done");
    EXPECT_TRUE(fs::is_empty(inside("/proc/self/attr")));
    EXPECT_TRUE(fs::is_directory(inside("/srv/data")));
}

TEST_P(EscapeLiveTest, E18ADeviceThatCameOpensNoOtherAndGoesWithIt) {
    const std::string tun = tree_ + "/tun"; // of the host, whose root tree this could be
    ASSERT_EQ(::mknod(tun.c_str(), S_IFCHR | 0666, makedev(10, 200)), 0);
    ASSERT_EQ(::chmod(tun.c_str(), 0666), 0);
    const auto web = defineAndStart(container("web", {"sleep"}));
    const std::string refused = "Operation not permitted";
    EXPECT_THAT(execute(web, {"/probe", "open-write", "/tun"}), HasSubstr(refused));
    ASSERT_EQ(attach(web, node), "done");
    EXPECT_THAT(execute(web, {"/probe", "open-write", "/dev/net/tun"}), HasSubstr(": opened"));
    const auto others = execute(web, {"/probe", "mknod", "b:8:0", "mknod", "c:1:1", "mknod",
                                      "c:10:229", "mknod", "c:10:200"});
    EXPECT_THAT(lines(others, "mknod"),
                AllOf(SizeIs(4), Each(EndsWith("Operation not permitted"))));
    ASSERT_EQ(detach(web, node), "done");
    EXPECT_THAT(execute(web, {"/probe", "open-write", "/tun"}), HasSubstr(refused));
}

TEST_P(EscapeLiveTest, E25WhatComesLeavesTheHostsMountsAsTheyWere) {
    // In a mount namespace of our own, in which nothing else happens and everything spreads.
    ASSERT_EQ(::unshare(CLONE_NEWNS), 0);
    for (const unsigned long kind : {MS_PRIVATE, MS_SHARED})
        ASSERT_EQ(::mount(nullptr, "/", nullptr, MS_REC | kind, nullptr), 0);
    const auto web = defineAndStart(container("web", {"sleep"}));
    const auto before = readFile("/proc/self/mountinfo").value();
    ASSERT_EQ(attach(web, directory()), "done");
    ASSERT_EQ(attach(web, node), "done");
    const auto mounts = lines(execute(web, {"/probe", "mounts"}), "mounts");
    EXPECT_THAT(mounts, testing::Contains(HasSubstr(" /srv/data ")));
    EXPECT_THAT(mounts, Each(Not(HasSubstr(" shared:"))));
    EXPECT_EQ(readFile("/proc/self/mountinfo").value(), before);
}

INSTANTIATE_TEST_SUITE_P(Modes, EscapeLiveTest,
                         testing::Values(Mode::plain, Mode::idmap, Mode::hardened, Mode::compat),
                         nameOfMode);

} // namespace twinvirt::lxc
