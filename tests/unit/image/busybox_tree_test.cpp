#include "image/root_tree.h"
#include "image/static_program.h"
#include "support/temporary_directory.h"
#include "util/atomic_file.h"
#include "util/process.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>

#include <vector>

using namespace twinvirt;
namespace fs = std::filesystem;
using testing::HasSubstr;

class BusyboxTree : public testing::Test {
  protected:
    void SetUp() override {
        if (!fs::exists("/bin/busybox"))
            GTEST_SKIP() << "no /bin/busybox: install busybox-static";
    }
    test::TemporaryDirectory directory_{"busybox"};
    std::string tree_ = directory_ / "above/tree";
    NoProgress progress_;
};

TEST_F(BusyboxTree, HoldsAStaticBusyboxUnderTheNamesOfItsApplets) {
    ASSERT_TRUE(createBusyboxTree(tree_, progress_));
    EXPECT_TRUE(isStaticProgram(tree_ + "/bin/busybox").value());
    for (const char* applet : {"/sbin/init", "/bin/sh", "/sbin/getty", "/usr/bin/env", "/linuxrc"})
        EXPECT_EQ(fs::canonical(tree_ + applet), fs::canonical(tree_ + "/bin/busybox")) << applet;
}

TEST_F(BusyboxTree, ItsScriptsAreShellAndItsInitPrintsTheMarker) {
    ASSERT_TRUE(createBusyboxTree(tree_, progress_));
    for (const char* script : {"/etc/init.d/rcS", "/etc/init.d/rcK", "/etc/acpi/PWRF/00000080"}) {
        const auto checked = runProcess(tree_ + "/bin/busybox", {"sh", "-n", tree_ + script},
                                        std::chrono::seconds(10));
        ASSERT_TRUE(checked);
        EXPECT_EQ(checked->status, 0) << script << ": " << checked->errors;
        EXPECT_EQ(fs::status(tree_ + script).permissions(), fs::perms(0755)) << script;
    }
    EXPECT_THAT(readFile(tree_ + "/etc/init.d/rcS").value(),
                HasSubstr("echo \"" + std::string(readyMarker) + "\" >/dev/console"));
    EXPECT_THAT(readFile(tree_ + "/etc/inittab").value(), HasSubstr("::sysinit:/etc/init.d/rcS"));
}

TEST_F(BusyboxTree, HasWhatDriversMountOn) {
    ASSERT_TRUE(createBusyboxTree(tree_, progress_));
    for (const char* directory : {"dev", "proc", "sys", "run", "tmp", "var"})
        EXPECT_TRUE(fs::is_directory(tree_ + "/" + directory)) << directory;
    EXPECT_EQ(fs::status(tree_ + "/tmp").permissions(), fs::perms(01777));
    EXPECT_EQ(fs::status(tree_).permissions(), fs::perms(0755));
}

TEST_F(BusyboxTree, TakesAnEmptyDirectoryAndRefusesAFullOne) {
    fs::create_directories(tree_);
    ASSERT_TRUE(createBusyboxTree(tree_, progress_));
    const auto again = createBusyboxTree(tree_, progress_);
    ASSERT_FALSE(again);
    EXPECT_EQ(again.error().code, ErrorCode::operationInvalid);
    EXPECT_THAT(again.error().message, HasSubstr("not empty"));
    EXPECT_TRUE(fs::exists(tree_ + "/bin/busybox")) << "what stood there stays";
}

/// Breaks the creation in its middle: makes something stand where the tree wants to put a file.
class Saboteur : public Progress {
  public:
    explicit Saboteur(std::string path) : path_(std::move(path)) {}
    void report(const std::string& what, double) override {
        if (what == "busybox and its applets")
            fs::create_directories(path_);
    }

  private:
    std::string path_;
};

TEST_F(BusyboxTree, AFailureLeavesNothing) {
    Saboteur saboteur(tree_ + "/bin/busybox/in-the-way");
    const auto created = createBusyboxTree(tree_, saboteur);
    ASSERT_FALSE(created);
    EXPECT_THAT(created.error().message, HasSubstr(tree_ + "/bin/busybox"));
    EXPECT_FALSE(fs::exists(tree_));
}

TEST_F(BusyboxTree, AFailureKeepsTheDirectoryThatStoodThereAndEmptiesIt) {
    fs::create_directories(tree_);
    Saboteur saboteur(tree_ + "/bin/busybox/in-the-way");
    ASSERT_FALSE(createBusyboxTree(tree_, saboteur));
    EXPECT_TRUE(fs::is_empty(tree_));
}

TEST(StaticProgram, TellsStaticFromDynamicAndRefusesWhatIsNoProgram) {
    EXPECT_FALSE(isStaticProgram("/proc/self/exe").value()) << "this test needs shared libraries";
    EXPECT_FALSE(isStaticProgram("/etc/passwd"));
    EXPECT_FALSE(isStaticProgram("/no/such/file"));
}
