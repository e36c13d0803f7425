// qcow2 images: mounted at a start and while the container runs, written, and left whole.
#include "api/device_changes.h"
#include "lxc/driver_fixture.h"
#include "support/kill_process.h"
#include "util/atomic_file.h"
#include "util/process.h"

#include <gmock/gmock.h>
#include <sys/wait.h>

#include <filesystem>
#include <fstream>

namespace twinvirt::lxc {

using testing::HasSubstr;
using testing::Not;
namespace fs = std::filesystem;

/// With and without a user namespace.
class Qcow2Test : public DriverTest, public testing::WithParamInterface<bool> {
  protected:
    void SetUp() override {
        DriverTest::SetUp();
        if (IsSkipped())
            return;
        if (::access("/dev/fuse", F_OK) != 0)
            GTEST_SKIP() << "this kernel has no FUSE";
        tree_ = root_ / "tree";
        image_ = root_ / "disk.qcow2";
        fs::create_directories(tree_ + "/bin");
        fs::copy_file("/bin/busybox", tree_ + "/bin/busybox");
        fs::create_directories(root_ / "content");
        std::ofstream(root_ / "content/file") << "in the image\n";
        ASSERT_EQ(run("/bin/truncate", {"-s", "16M", root_ / "raw"}), "exit 0");
        ASSERT_EQ(run("/sbin/mkfs.ext4", {"-q", "-d", root_ / "content", root_ / "raw"}), "exit 0");
        ASSERT_EQ(run("/usr/bin/qemu-img", {"convert", "-O", "qcow2", root_ / "raw", image_}),
                  "exit 0");
        fs::permissions(root_.path(), fs::perms(0711));
        fs::create_directories(root_ / "etc");
        for (const char* file : {"etc/subuid", "etc/subgid"})
            std::ofstream(root_ / file) << "twinvirt:1600000000:655360\n";
    }

    static std::string run(const std::string& program, const std::vector<std::string>& arguments) {
        const auto done = runProcess(program, arguments, std::chrono::seconds(60));
        if (!done)
            return done.error().message;
        return done->output + done->errors + "exit " + std::to_string(WEXITSTATUS(done->status));
    }

    [[nodiscard]] std::string filesystem(const std::string& image, const std::string& target,
                                         const std::string& more = "") const {
        return "<filesystem type='file'><driver type='nbd' format='qcow2'/><source file='" + image +
               "'/><target dir='" + target + "'/>" + more + "</filesystem>";
    }
    [[nodiscard]] DomainDocument container(const std::string& filesystems,
                                           const std::string& more = "") const {
        return document("one", "/bin/busybox", {"sleep", "1000"},
                        "<devices><filesystem type='mount'><source dir='" + tree_ +
                            "'/><target dir='/'/></filesystem>" + filesystems + "</devices>" +
                            more + (GetParam() ? "<idmap mode='auto'/>" : ""));
    }
    std::string shell(const DomainIdentity& domain, const std::string& line) {
        return execute(domain, {"/bin/busybox", "sh", "-c", "b=/bin/busybox; " + line});
    }
    /// What the image holds at this path, as a program of the host reads it.
    std::string inImage(const std::string& path) {
        fs::remove(root_ / "copy");
        EXPECT_EQ(run("/usr/bin/qemu-img", {"check", "-q", image_}), "exit 0");
        EXPECT_EQ(run("/usr/bin/qemu-img", {"convert", "-O", "raw", image_, root_ / "copy"}),
                  "exit 0");
        EXPECT_THAT(run("/sbin/e2fsck", {"-f", "-n", root_ / "copy"}), HasSubstr("exit 0"));
        const auto done = runProcess("/sbin/debugfs", {"-R", "cat " + path, root_ / "copy"},
                                     std::chrono::seconds(10));
        return done ? done->output : done.error().message;
    }
    /// Processes of the host that show an image of ours.
    [[nodiscard]] std::size_t exports() const {
        std::size_t count = 0;
        std::error_code error;
        for (const auto& entry : fs::directory_iterator("/proc", error)) {
            const auto arguments = readFile(entry.path().string() + "/cmdline").value_or("");
            count += arguments.starts_with("qemu-storage-daemon") &&
                             arguments.find(root_.path()) != std::string::npos
                         ? 1
                         : 0;
        }
        return count;
    }

    std::string tree_;
    std::string image_;
};

INSTANTIATE_TEST_SUITE_P(Ids, Qcow2Test, testing::Bool(),
                         [](const auto& mapped) { return mapped.param ? "mapped" : "plain"; });

TEST_P(Qcow2Test, WhatIsWrittenIsInTheImageAfterTheEnd) {
    const auto one = defineAndStart(container(filesystem(image_, "/data")));
    EXPECT_EQ(shell(one, "$b cat /data/file; echo kept > /data/new; $b stat -c %u /data/new"),
              "in the image\n0\nexit 0");
    EXPECT_EQ(exports(), 1U);
    EXPECT_EQ(driver_->domainFootprint(one)->runtime.size(), 2U) << "the keeper, and who reads it";
    ASSERT_TRUE(driver_->destroyDomain(one));
    EXPECT_EQ(exports(), 0U);
    EXPECT_EQ(inImage("/new"), "kept\n");
    ASSERT_TRUE(driver_->startDomain(one, {}));
    EXPECT_EQ(shell(one, "$b cat /data/new"), "kept\nexit 0");
}

TEST_P(Qcow2Test, ItIsADiskOfAContainer) {
    const auto one = defineAndStart(
        container("<disk type='file'><driver name='nbd' type='qcow2'/><source file='" + image_ +
                  "'/><target dev='vdb'/></disk>"));
    EXPECT_EQ(shell(one, "$b dd if=/dev/vdb bs=1 skip=1080 count=2 2>/dev/null | $b hexdump -C | "
                         "$b head -n 1 | $b cut -c 11-15"),
              "53 ef\nexit 0")
        << "ext4's magic";
    EXPECT_EQ(shell(one, "echo kept | $b dd of=/dev/vdb bs=512 conv=sync 2>/dev/null"), "exit 0");
    EXPECT_EQ(exports(), 1U);
    ASSERT_TRUE(driver_->destroyDomain(one));
    EXPECT_EQ(exports(), 0U);
    EXPECT_EQ(run("/usr/bin/qemu-img", {"convert", "-O", "raw", image_, root_ / "copy"}), "exit 0");
    EXPECT_EQ(readFile(root_ / "copy")->substr(0, 5), "kept\n");
}

TEST_P(Qcow2Test, ItIsTheRootOfAContainer) {
    ASSERT_EQ(run("/sbin/mkfs.ext4", {"-q", "-F", "-d", tree_, root_ / "raw"}), "exit 0");
    ASSERT_EQ(run("/usr/bin/qemu-img", {"convert", "-O", "qcow2", root_ / "raw", image_}),
              "exit 0");
    const auto one = defineAndStart(document("one", "/bin/busybox", {"sleep", "1000"},
                                             "<devices>" + filesystem(image_, "/") + "</devices>" +
                                                 (GetParam() ? "<idmap mode='auto'/>" : "")));
    EXPECT_EQ(shell(one, "echo x > /new; $b cat /new"), "x\nexit 0");
}

TEST_P(Qcow2Test, ItComesAndGoesWhileTheContainerRuns) {
    const auto one = defineAndStart(container(""));
    auto& devices = *driver_->deviceChanges();
    const DeviceDocument disk{"disk.xml", filesystem(image_, "/data")};
    const auto attached = devices.attachDevice(one, disk, {.live = true});
    ASSERT_TRUE(attached) << attached.error().message;
    EXPECT_EQ(shell(one, "echo kept > /data/new; $b cat /data/file"), "in the image\nexit 0");
    EXPECT_THAT(
        devices.attachDevice(one, {"disk.xml", filesystem(image_, "/again")}, {.live = true})
            .error()
            .message,
        HasSubstr("lock"))
        << "of two that write one destroys the other";
    EXPECT_EQ(exports(), 1U);
    const auto detached = devices.detachDevice(one, disk, {.live = true});
    ASSERT_TRUE(detached) << detached.error().message;
    EXPECT_EQ(exports(), 0U);
    EXPECT_EQ(inImage("/new"), "kept\n");
}

TEST_P(Qcow2Test, NothingIsLeftWhoeverIsKilled) {
    const auto one = defineAndStart(container(filesystem(image_, "/data", "<readonly/>")));
    EXPECT_THAT(shell(one, "echo x > /data/new"), HasSubstr("Read-only"));
    test::killProcess(status("one").supervisorPid);
    EXPECT_TRUE(becomes([&] { return !driver_->lookupByName("one")->id && exports() == 0; }));
}

TEST_P(Qcow2Test, ARestartedContainerHasItAgain) {
    const auto one =
        defineAndStart(container(filesystem(image_, "/data"), "<on_crash>restart</on_crash>"));
    EXPECT_EQ(shell(one, "echo kept > /data/new"), "exit 0");
    const auto before = status("one").initPid;
    test::killProcess(before);
    ASSERT_TRUE(becomes([&] {
        const auto now = status("one").initPid;
        return now > 0 && now != before && driver_->lookupByName("one")->id;
    }));
    EXPECT_EQ(shell(one, "$b cat /data/new"), "kept\nexit 0");
    EXPECT_EQ(exports(), 1U);
}

TEST_P(Qcow2Test, AnotherFileIsNotShownThroughIt) {
    ASSERT_THAT(run("/usr/bin/qemu-img", {"create", "-q", "-f", "qcow2", "-F", "raw", "-b",
                                          "/etc/shadow", root_ / "backed"}),
                HasSubstr("exit 0"));
    const auto one = define(container(filesystem(root_ / "backed", "/data")));
    EXPECT_THAT(driver_->startDomain(one, {}).error().message, HasSubstr("from another file"));
    ASSERT_TRUE(driver_->undefineDomain(one));
    const auto disk = define(container("<disk type='file'><driver name='nbd' type='qcow2'/><source "
                                       "file='" +
                                       root_ / "backed" + "'/><target dev='vdb'/></disk>"));
    EXPECT_THAT(driver_->startDomain(disk, {}).error().message, HasSubstr("from another file"));
}

TEST_P(Qcow2Test, WhatIsNoFileSystemIsNamed) {
    ASSERT_EQ(run("/usr/bin/qemu-img", {"create", "-q", "-f", "qcow2", root_ / "empty", "8M"}),
              "exit 0");
    const auto one = define(container(filesystem(root_ / "empty", "/data")));
    EXPECT_THAT(driver_->startDomain(one, {}).error().message, HasSubstr("holds no file system"));
    ASSERT_TRUE(driver_->undefineDomain(one));
    EXPECT_THAT(driver_->startDomain(define(container(filesystem(root_ / "raw", "/data"))), {})
                    .error()
                    .message,
                HasSubstr("is no qcow2 image"));
    EXPECT_EQ(exports(), 0U);
}

} // namespace twinvirt::lxc
