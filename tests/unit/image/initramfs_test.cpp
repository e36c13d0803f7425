#include "image/initramfs.h"
#include "support/temporary_directory.h"
#include "util/atomic_file.h"
#include "util/process.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>

using namespace twinvirt;
namespace fs = std::filesystem;
using testing::ContainsRegex;
using testing::HasSubstr;
using testing::Not;

class Initramfs : public testing::Test {
  protected:
    void SetUp() override {
        fs::create_directories(tree_ + "/sbin");
        std::ofstream(tree_ + "/sbin/init") << "the init\n";
        ::chmod((tree_ + "/sbin/init").c_str(), 0750);
        fs::create_symlink("sbin/init", tree_ + "/link");
    }
    /// What GNU cpio, an independent reader, says about the archive.
    std::string run(const std::string& script) {
        const auto result =
            runProcess("/bin/sh", {"-c", "cd " + directory_.path() + " && " + script},
                       std::chrono::seconds(10));
        return result ? result->output + result->errors : result.error().message;
    }
    test::TemporaryDirectory directory_{"initramfs"};
    std::string tree_ = directory_ / "tree";
    std::string file_ = directory_ / "initrd";
};

TEST_F(Initramfs, KeepsModesLinksAndContentAndAddsTheInitLink) {
    ASSERT_TRUE(writeInitramfs(tree_, file_));
    const std::string list = run("zcat initrd | cpio -tv --quiet");
    EXPECT_THAT(list, ContainsRegex("-rwxr-x---.* root .* sbin/init\n"));
    EXPECT_THAT(list, HasSubstr("link -> sbin/init"));
    EXPECT_THAT(list, HasSubstr("init -> sbin/init"));
    EXPECT_THAT(list, ContainsRegex("drwxr-xr-x +. root +root .* \\.\n"));
    EXPECT_EQ(run("mkdir x && cd x && zcat ../initrd | cpio -id --quiet && cat init"),
              "the init\n");
}

TEST_F(Initramfs, TheTreesOwnInitStays) {
    std::ofstream(tree_ + "/init") << "own\n";
    ASSERT_TRUE(writeInitramfs(tree_, file_));
    EXPECT_THAT(run("zcat initrd | cpio -tv --quiet"), Not(HasSubstr("init -> sbin/init\ninit")));
    EXPECT_EQ(run("mkdir x && cd x && zcat ../initrd | cpio -id --quiet && cat init"), "own\n");
}

TEST_F(Initramfs, AnExtraFileComesWithItsDirectories) {
    std::ofstream(directory_ / "module") << "m\n";
    ASSERT_TRUE(
        writeInitramfs(tree_, file_, {{directory_ / "module", "lib/modules/boot/a.ko", 0600}}));
    const std::string list = run("zcat initrd | cpio -tv --quiet");
    EXPECT_THAT(list, ContainsRegex("drwxr-xr-x.* lib/modules\n"));
    EXPECT_THAT(list, ContainsRegex("-rw-------.* lib/modules/boot/a.ko\n"));
}

TEST_F(Initramfs, TheSameTreeGivesTheSameArchive) {
    ASSERT_TRUE(writeInitramfs(tree_, directory_ / "a"));
    ASSERT_TRUE(writeInitramfs(tree_, directory_ / "b"));
    EXPECT_EQ(run("cmp a b"), "");
}

TEST_F(Initramfs, ATreeWithoutInitIsRefusedAndNothingIsLeft) {
    fs::remove(tree_ + "/sbin/init");
    const auto written = writeInitramfs(tree_, file_);
    ASSERT_FALSE(written);
    EXPECT_THAT(written.error().message, HasSubstr("neither /init nor /sbin/init"));
    EXPECT_EQ(std::distance(fs::directory_iterator(directory_.path()), {}), 1) << "only the tree";
}

TEST_F(Initramfs, AFileThatCannotBeReadLeavesTheOldArchive) {
    ASSERT_TRUE(writeInitramfs(tree_, file_));
    const std::string before = readFile(file_).value();
    EXPECT_FALSE(writeInitramfs(tree_, file_, {{directory_ / "missing", "x", 0644}}));
    EXPECT_EQ(readFile(file_).value(), before);
    EXPECT_EQ(std::distance(fs::directory_iterator(directory_.path()), {}), 2)
        << "tree and archive";
}
