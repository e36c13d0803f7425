// The kinds of mounts below a container's root, and what of them the host keeps: nothing.
#include "lxc/launch_fixture.h"
#include "util/atomic_file.h"
#include "util/process.h"

#include <gmock/gmock.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <thread>

namespace twinvirt::lxc {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;
namespace fs = std::filesystem;

class MountKindsTest : public LaunchTest {
  protected:
    void SetUp() override {
        LaunchTest::SetUp();
        if (HasFatalFailure() || IsSkipped())
            return;
        useOwnRoot();
    }

    MountSpec& add(MountSpec::Kind kind, const std::string& source, const std::string& target) {
        MountSpec mount;
        mount.kind = kind;
        mount.source = source;
        mount.target = target;
        spec.mounts.push_back(mount);
        return spec.mounts.back();
    }

    /// An ext4 image that holds what is in `content`.
    std::string makeImage(const std::string& content) {
        const std::string image = directory + "/image-" + std::to_string(images_++);
        const auto made =
            runProcess("/sbin/mke2fs", {"-q", "-t", "ext4", "-d", content, image, "4M"},
                       std::chrono::seconds(60));
        EXPECT_TRUE(made && made->status == 0) << "mke2fs (package e2fsprogs)";
        return image;
    }

    std::string contentWith(const std::string& file, const std::string& text) {
        const std::string content = directory + "/content-" + std::to_string(images_);
        fs::create_directories(content);
        std::ofstream(content + "/" + file) << text;
        return content;
    }

    /// Loop devices of the host over files of this test.
    [[nodiscard]] std::string loops() const {
        std::string found;
        for (const auto& entry : fs::directory_iterator("/sys/block")) {
            const auto file = readFile(entry.path().string() + "/loop/backing_file");
            if (file && file->find(directory) != std::string::npos)
                found += entry.path().filename().string() + " " + *file;
        }
        return found;
    }
    bool leavesNoLoop() {
        for (int i = 0; i < 1000 && !loops().empty(); ++i)
            std::this_thread::sleep_for(std::chrono::milliseconds(5));
        return loops().empty();
    }
    std::string failure() {
        probe({"sleep"});
        const auto launched = launch();
        return launched ? "it was launched" : launched.error().message;
    }

  private:
    int images_ = 0;
};

TEST_F(MountKindsTest, anImageIsMountedWritableAndItsLoopDeviceGoesWithTheContainer) {
    const std::string image = makeImage(contentWith("file", "in the image\n"));
    add(MountSpec::Kind::image, image, "/data").filesystem = "ext4";
    const std::string text = facts({"read", "/data/file", "open-write", "/data/file"});
    EXPECT_THAT(linesOf(text, "read"), ElementsAre("in the image"));
    EXPECT_THAT(linesOf(text, "open-write"), ElementsAre("/data/file: opened"));
    EXPECT_THAT(loops(), HasSubstr(image)) << "while it runs";
    destroy();
    EXPECT_TRUE(waitUntilGone());
    EXPECT_TRUE(leavesNoLoop()) << loops();
}

TEST_F(MountKindsTest, aReadOnlyImageIsNotWrittenToAtAll) {
    const std::string image = makeImage(contentWith("file", "x\n"));
    const auto before = readFile(image);
    MountSpec& mount = add(MountSpec::Kind::image, image, "/data");
    mount.filesystem = "ext4";
    mount.readOnly = true;
    const std::string text = facts({"open-write", "/data/file"});
    EXPECT_THAT(linesOf(text, "open-write"), ElementsAre("/data/file: Read-only file system"));
    destroy();
    EXPECT_TRUE(waitUntilGone() && leavesNoLoop());
    EXPECT_TRUE(readFile(image).value() == before.value()) << "not even its superblock";
}

TEST_F(MountKindsTest, anImageIsTheRootOfAContainer) {
    fs::create_directories(spec.root.source + "/dev");
    spec.root.source = makeImage(spec.root.source);
    spec.root.kind = MountSpec::Kind::image;
    spec.root.filesystem = "ext4";
    EXPECT_THAT(linesOf(facts({"stat", "/probe"}), "stat"),
                ElementsAre(StartsWith("/probe mode=")));
}

TEST_F(MountKindsTest, aDeviceNodeInAnImageOpensNothing) {
    const std::string content = contentWith("file", "x");
    ASSERT_EQ(::mknod((content + "/null").c_str(), S_IFCHR | 0666, makedev(1, 3)), 0);
    add(MountSpec::Kind::image, makeImage(content), "/data").filesystem = "ext4";
    EXPECT_THAT(linesOf(facts({"open-write", "/data/null"}), "open-write"),
                ElementsAre("/data/null: Permission denied"));
}

TEST_F(MountKindsTest, anImageIsWrittenToByOneContainerOnly) {
    add(MountSpec::Kind::image, makeImage(contentWith("file", "x")), "/data").filesystem = "ext4";
    add(MountSpec::Kind::image, spec.mounts[0].source, "/again").filesystem = "ext4";
    EXPECT_THAT(failure(), HasSubstr("is in use by another container or program"));
    EXPECT_TRUE(leavesNoLoop()) << loops();
    EXPECT_EQ(leftovers(), "");
}

TEST_F(MountKindsTest, severalContainersReadOneImage) {
    add(MountSpec::Kind::image, makeImage(contentWith("file", "x\n")), "/data").filesystem = "ext4";
    spec.mounts[0].readOnly = true;
    spec.mounts.push_back(spec.mounts[0]);
    spec.mounts[1].target = "/again";
    EXPECT_THAT(linesOf(facts({"read", "/data/file", "read", "/again/file"}), "read"),
                ElementsAre("x", "x"));
}

TEST_F(MountKindsTest, aDamagedImageIsAnErrorThatNamesIt) {
    const std::string image = directory + "/damaged";
    std::ofstream(image) << std::string(1U << 20U, 'x');
    add(MountSpec::Kind::image, image, "/data").filesystem = "ext4";
    EXPECT_THAT(failure(), StartsWith("mounts: /data: fsconfig(create ext4): "));
    EXPECT_TRUE(leavesNoLoop()) << loops();
}

TEST_F(MountKindsTest, aBlockDeviceIsMounted) {
    const std::string image = makeImage(contentWith("file", "on a device\n"));
    const auto made =
        runProcess("/sbin/losetup", {"--find", "--show", image}, std::chrono::seconds(10));
    ASSERT_TRUE(made && made->status == 0);
    const std::string device = made->output.substr(0, made->output.find('\n'));
    add(MountSpec::Kind::device, device, "/data").filesystem = "ext4";
    const std::string text = facts({"read", "/data/file"});
    (void)runProcess("/sbin/losetup", {"--detach", device}, std::chrono::seconds(10));
    EXPECT_THAT(linesOf(text, "read"), ElementsAre("on a device"));
    destroy();
    EXPECT_TRUE(waitUntilGone() && leavesNoLoop()) << loops();
}

TEST_F(MountKindsTest, aPathInsideIsSeenAtASecondPlace) {
    std::ofstream(spec.root.source + "/etc/motd") << "hello\n";
    add(MountSpec::Kind::inner, "/etc", "/second");
    spec.mounts[0].readOnly = true;
    const std::string text =
        facts({"read", "/second/motd", "open-write", "/second/motd", "open-write", "/etc/motd"});
    EXPECT_THAT(linesOf(text, "read"), ElementsAre("hello"));
    EXPECT_THAT(linesOf(text, "open-write"),
                ElementsAre("/second/motd: Read-only file system", "/etc/motd: opened"));
}

TEST_F(MountKindsTest, aPathInsideThatIsALinkIsRefused) { // E8, of a source inside
    fs::create_directory_symlink("/proc/1/root", spec.root.source + "/way");
    add(MountSpec::Kind::inner, "/way/etc", "/second");
    EXPECT_THAT(failure(), HasSubstr("there is a symbolic link in this path"));
}

TEST_F(MountKindsTest, anOverlayKeepsItsBaseAsItIs) {
    const std::string base = contentWith("file", "base\n");
    const std::string upper = directory + "/upper";
    const std::string work = directory + "/work";
    fs::create_directories(upper);
    fs::create_directories(work);
    MountSpec& mount = add(MountSpec::Kind::overlay, base, "/data");
    mount.upper = upper;
    mount.work = work;
    const std::string text = facts({"read", "/data/file", "open-write", "/data/file"});
    EXPECT_THAT(linesOf(text, "read"), ElementsAre("base"));
    EXPECT_THAT(linesOf(text, "open-write"), ElementsAre("/data/file: opened"));
    EXPECT_TRUE(fs::exists(upper + "/file")) << "copied up";
    EXPECT_EQ(readFile(base + "/file").value(), "base\n");
}

TEST_F(MountKindsTest, whatIsMountedBelowAReadOnlyDirectoryIsReadOnlyToo) {
    const std::string outer = contentWith("file", "x");
    fs::create_directories(outer + "/inner");
    ASSERT_EQ(::mount("none", (outer + "/inner").c_str(), "tmpfs", 0, "size=64k"), 0);
    std::ofstream(outer + "/inner/file") << "x";
    add(MountSpec::Kind::bind, outer, "/data").readOnly = true;
    const std::string text = facts({"open-write", "/data/inner/file"});
    destroy();
    EXPECT_TRUE(waitUntilGone());
    EXPECT_EQ(::umount2((outer + "/inner").c_str(), 0), 0);
    EXPECT_THAT(linesOf(text, "open-write"),
                ElementsAre("/data/inner/file: Read-only file system"));
}

TEST_F(MountKindsTest, aSourceWithALinkInItIsRefusedWithItsRealPath) { // CVE-2021-30465
    const std::string secret = contentWith("secret", "x");
    const std::string shared = directory + "/shared";
    fs::create_directories(shared);
    fs::create_directory_symlink(secret, shared + "/data");
    add(MountSpec::Kind::bind, shared + "/data", "/data");
    EXPECT_EQ(failure(), "mounts: /data: source '" + shared +
                             "/data' has a symbolic link in its path, which is refused; write its "
                             "real path, '" +
                             secret + "'");
    EXPECT_EQ(leftovers(), "");
}

TEST_F(MountKindsTest, linksOfTheDistributionInASourceAreFollowed) {
    add(MountSpec::Kind::bind, "/bin/sh", "/sh").readOnly = true; // /bin is usr/bin, sh is dash
    EXPECT_THAT(failure(), HasSubstr("real path, '/usr/bin/")) << "but no other link";
    spec.mounts[0].source = "/bin";
    EXPECT_THAT(linesOf(facts({"stat", "/sh/ls"}), "stat"),
                ElementsAre(StartsWith("/sh/ls mode=")));
}

TEST_F(MountKindsTest, aSourceThatVanishedIsNamed) {
    add(MountSpec::Kind::bind, directory + "/gone", "/data");
    EXPECT_EQ(failure(), "mounts: /data: source '" + directory +
                             "/gone' does not exist on the host; make it, or correct <source>");
}

/// Each half of the two steps that mount is broken in each way with every kind of mount present.
TEST_F(MountKindsTest, aStepThatFailsOrIsKilledLeavesNoLoopDeviceAndNoMount) {
    const std::string base = contentWith("file", "base\n");
    for (const char* name : {"/upper", "/work"})
        fs::create_directories(directory + name);
    add(MountSpec::Kind::image, makeImage(base), "/image").filesystem = "ext4";
    MountSpec& overlay = add(MountSpec::Kind::overlay, base, "/overlay");
    overlay.upper = directory + "/upper";
    overlay.work = directory + "/work";
    add(MountSpec::Kind::inner, "/etc", "/second");
    for (const char* step : {"root:prepare", "mounts:prepare", "mounts:attach", "root:enter",
                             "mounts:enter", "read-only-root:enter", "seccomp:enter"})
        for (const char* how : {":fail", ":kill", ":die"}) {
            useFault(std::string(step) + how);
            probe({"sleep"});
            EXPECT_FALSE(launch()) << step << how;
            releaseWhatIsLeft();
            EXPECT_TRUE(leavesNoLoop()) << step << how << loops();
            EXPECT_EQ(leftovers(), "") << step << how;
        }
}

} // namespace twinvirt::lxc
