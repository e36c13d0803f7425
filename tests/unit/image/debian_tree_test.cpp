#include "image/debian_files.h"
#include "image/root_tree.h"
#include "support/temporary_directory.h"
#include "util/atomic_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

using namespace twinvirt;
namespace fs = std::filesystem;
using testing::HasSubstr;

class DebianFiles : public testing::Test {
  protected:
    void SetUp() override {
        fs::create_directories(tree_ + "/etc/systemd/system");
        std::ofstream(tree_ + "/etc/shadow") << "daemon:*:19000::::::\nroot:*:19000:0:99999:7:::\n";
        fs::permissions(tree_ + "/etc/shadow", fs::perms(0640));
        std::ofstream(tree_ + "/etc/hostname") << "the-host-that-made-it\n";
    }
    test::TemporaryDirectory directory_{"debian"};
    std::string tree_ = directory_ / "tree";
};

TEST_F(DebianFiles, RootLogsInOnTheConsoleWithoutAPasswordAndNobodyElseDoes) {
    ASSERT_TRUE(writeDebianFiles(tree_));
    const std::string shadow = readFile(tree_ + "/etc/shadow").value();
    EXPECT_THAT(shadow, HasSubstr("\nroot::19000:0:99999:7:::\n"));
    EXPECT_THAT(shadow, HasSubstr("daemon:*:"));
    EXPECT_EQ(fs::status(tree_ + "/etc/shadow").permissions(), fs::perms(0640));
}

TEST_F(DebianFiles, TheTreeHasNoNameAndNoIdentityOfItsOwn) {
    ASSERT_TRUE(writeDebianFiles(tree_));
    EXPECT_FALSE(fs::exists(tree_ + "/etc/hostname"));
    EXPECT_EQ(readFile(tree_ + "/etc/machine-id").value(), "");
}

TEST_F(DebianFiles, AnEnabledUnitPrintsTheMarkerOnTheConsole) {
    ASSERT_TRUE(writeDebianFiles(tree_));
    const std::string link =
        tree_ + "/etc/systemd/system/default.target.wants/twinvirt-ready.service";
    const std::string unit = readFile(link).value();
    EXPECT_THAT(unit, HasSubstr("echo " + std::string(readyMarker)));
    EXPECT_THAT(unit, HasSubstr("/dev/console"));
}

TEST(DebianTree, ProgressOnlyGrowsAlongTheLogOfMmdebstrap) {
    double before = 0;
    for (const char* line : {"I: running apt-get update...", "I: downloading packages with apt...",
                             "I: extracting archives...", "I: installing essential packages...",
                             "I: installing remaining packages inside the chroot...",
                             "I: cleaning package lists and apt cache..."}) {
        EXPECT_GT(debianProgress(line), before) << line;
        before = debianProgress(line);
    }
    EXPECT_LT(debianProgress("done"), 0);
}

TEST(DebianTree, RefusesASuiteOrPackageThatIsNoNameBeforeItMakesAnything) {
    const test::TemporaryDirectory directory("suite");
    NoProgress progress;
    for (const char* suite : {"", "--help", "../x", "book worm"}) {
        const auto created = createDebianTree(directory / "tree", suite, progress);
        ASSERT_FALSE(created) << suite;
        EXPECT_EQ(created.error().code, ErrorCode::invalidArgument) << suite;
    }
    for (const char* package : {"", "--hook-dir=x", "a,b", "/etc/x.deb", "Bash"}) {
        const auto created = createDebianTree(directory / "tree", "bookworm", progress, {package});
        ASSERT_FALSE(created) << package;
        EXPECT_EQ(created.error().code, ErrorCode::invalidArgument) << package;
    }
    EXPECT_FALSE(fs::exists(directory / "tree"));
}
