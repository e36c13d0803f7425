#include "support/temporary_directory.h"
#include "util/process.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>

#include <csignal>

using namespace twinvirt;
using namespace std::chrono_literals;
namespace fs = std::filesystem;
using testing::HasSubstr;

static Result<ProcessOutput> twinsh(const std::vector<std::string>& words) {
    return runProcess(TWINVIRT_BIN_DIR "/twinsh", words, 60s);
}

TEST(RootfsCreate, MakesABusyboxTreeAndSaysSo) {
    if (!fs::exists("/bin/busybox"))
        GTEST_SKIP() << "no /bin/busybox: install busybox-static";
    const test::TemporaryDirectory directory("rootfs");
    const auto made = twinsh({"rootfs-create", directory / "tree"});
    ASSERT_TRUE(made);
    EXPECT_EQ(made->status, 0) << made->errors;
    EXPECT_THAT(made->output, HasSubstr("Root file system '" + directory / "tree" + "' created"));
    EXPECT_TRUE(fs::exists(directory / "tree/sbin/init"));

    const auto again = twinsh({"rootfs-create", directory / "tree"});
    EXPECT_EQ(WEXITSTATUS(again->status), 1);
    EXPECT_THAT(again->errors, HasSubstr("not empty"));
}

TEST(RootfsCreate, RefusesWhatItDoesNotKnow) {
    const test::TemporaryDirectory directory("rootfs");
    const auto unknown = twinsh({"rootfs-create", directory / "tree", "--template", "plan9"});
    EXPECT_EQ(WEXITSTATUS(unknown->status), 1);
    EXPECT_THAT(unknown->errors, HasSubstr("the templates are busybox and debian"));
    const auto misplaced = twinsh({"rootfs-create", directory / "tree", "--suite", "trixie"});
    EXPECT_EQ(WEXITSTATUS(misplaced->status), 1);
    const auto tooBig = twinsh({"rootfs-create", directory / "tree", "--template", "debian",
                                "--boot", directory / "boot"});
    EXPECT_EQ(WEXITSTATUS(tooBig->status), 1);
    EXPECT_THAT(tooBig->errors, HasSubstr("--boot is for --template busybox"));
    EXPECT_FALSE(fs::exists(directory / "tree"));
}

TEST(RootfsCreate, LeavesNoTreeWhenItsBootFilesCannotBeWritten) {
    const test::TemporaryDirectory directory("rootfs");
    const auto failed = twinsh({"rootfs-create", directory / "tree", "--boot", "/dev/null/boot"});
    EXPECT_EQ(WEXITSTATUS(failed->status), 1);
    EXPECT_THAT(failed->errors, HasSubstr("/dev/null/boot"));
    EXPECT_FALSE(fs::exists(directory / "tree"));
}

/// Ctrl + C at a terminal goes to every program of the foreground group: to twinsh and to what it
/// runs.
TEST(RootfsCreate, CtrlCLeavesNothingOfAHalfMadeTree) {
    if (::geteuid() != 0 || !fs::exists("/usr/bin/mmdebstrap"))
        GTEST_SKIP() << "needs root and mmdebstrap";
    const test::TemporaryDirectory directory("rootfs");
    SpawnRequest request;
    request.program = TWINVIRT_BIN_DIR "/twinsh";
    request.arguments = {"rootfs-create", directory / "tree", "--template", "debian"};
    request.newSession = true;
    const auto pid = spawnProcess(request);
    ASSERT_TRUE(pid) << pid.error().message;
    const auto pidfd = openPidfd(*pid);
    for (int look = 0; look < 600 && !fs::exists(directory / "tree/etc/apt"); ++look)
        ::usleep(50'000);
    ASSERT_TRUE(fs::exists(directory / "tree")) << "mmdebstrap has begun";
    ::kill(-*pid, SIGINT);
    // mmdebstrap hears of it only at its end when it comes between two of its steps: as long as a
    // whole tree takes on a busy host.
    const bool ended = waitForExit(pidfd->get(), 300s).value();
    EXPECT_TRUE(ended);
    if (!ended)
        ::kill(-*pid, SIGKILL);
    int status = 0;
    ::waitpid(*pid, &status, 0);
    EXPECT_EQ(WEXITSTATUS(status), 1);
    EXPECT_FALSE(fs::exists(directory / "tree"));
}
