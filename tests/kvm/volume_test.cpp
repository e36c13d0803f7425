// Volumes of libvirt's storage pools in a container: each test is a world of its own with a
// libvirtd of its own, as in daemon_test.cpp.
#include "api/storage_driver.h"
#include "kvm/kvm_world.h"
#include "kvm/private_world.h"
#include "support/temporary_directory.h"
#include "util/process.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>

#include <filesystem>
#include <fstream>
#include <unistd.h>

namespace twinvirt {
namespace {

namespace fs = std::filesystem;
using test::openKvm;
using testing::HasSubstr;

std::string run(const std::string& program, const std::vector<std::string>& arguments) {
    const auto done = runProcess(program, arguments, std::chrono::seconds(60));
    if (!done)
        return done.error().message;
    return done->output + done->errors + "exit " + std::to_string(WEXITSTATUS(done->status));
}

class Volumes : public testing::Test {
  protected:
    void SetUp() override {
        if (const auto reason = test::whyNoMachines(); !reason.empty())
            GTEST_SKIP() << reason;
        if (::access("/run/systemd/system", F_OK) == 0)
            GTEST_SKIP() << "systemd starts libvirtd here";
        ASSERT_TRUE(world_.enter());
        fs::create_directories(root_ / "pool/tree");
        std::ofstream(root_ / "pool/tree/file") << "in a directory\n";
        fs::create_directories(root_ / "content");
        std::ofstream(root_ / "content/file") << "in an image\n";
        const std::string image = root_ / "pool/image";
        ASSERT_THAT(run("/bin/truncate", {"-s", "8M", image}), HasSubstr("exit 0"));
        ASSERT_THAT(run("/sbin/mkfs.ext4", {"-q", "-d", root_ / "content", image}),
                    HasSubstr("exit 0"));
        driver_ = openKvm("qemu:///system");
        ASSERT_TRUE(driver_->listDomains({})); // libvirtd runs now
        ASSERT_THAT(virsh({"pool-create-as", "tank", "dir", "--target", root_ / "pool"}),
                    HasSubstr("exit 0"));
    }

    static std::string virsh(std::vector<std::string> arguments) {
        arguments.insert(arguments.begin(), {"-c", "qemu:///system"});
        return run("/usr/bin/virsh", arguments);
    }
    std::string twinsh(std::vector<std::string> arguments) {
        arguments.insert(arguments.begin(), {"-c", "lxc:///embed?root=" + root_.path()});
        return run(TWINVIRT_BIN_DIR "/twinsh", arguments);
    }
    static std::string filesystem(const std::string& volume, const std::string& target) {
        return "<filesystem type='volume'><source pool='tank' volume='" + volume +
               "'/><target dir='" + target + "'/></filesystem>";
    }
    /// A container with these file systems below a tree of its own.
    std::string define(const std::string& filesystems) {
        fs::create_directories(root_ / "tree/bin");
        fs::copy_file("/bin/busybox", root_ / "tree/bin/busybox",
                      fs::copy_options::overwrite_existing);
        std::ofstream(root_ / "one.xml")
            << "<domain type='lxc'><name>one</name><memory unit='MiB'>64</memory><os><type>exe"
               "</type><init>/bin/busybox</init><initarg>sleep</initarg><initarg>1000</initarg>"
               "</os><features><privnet/></features><devices><filesystem type='mount'><source dir='"
            << root_ / "tree"
            << "'/><target dir='/'/></filesystem>" << filesystems << "</devices></domain>";
        return twinsh({"define", root_ / "one.xml"});
    }

    test::TemporaryDirectory root_{"volumes"};
    test::PrivateWorld world_;
    std::unique_ptr<Driver> driver_;
};

TEST_F(Volumes, AreWhatLibvirtSays) {
    const auto image = driver_->storage()->volume("tank", "image");
    ASSERT_TRUE(image) << image.error().message;
    EXPECT_EQ(image->path, root_ / "pool/image");
    EXPECT_EQ(image->kind, VolumeTarget::Kind::file);
    EXPECT_EQ(driver_->storage()->volume("tank", "tree")->kind, VolumeTarget::Kind::directory);
    EXPECT_EQ(driver_->storage()->volume("tank", "nosuch").error().code,
              ErrorCode::noStorageVolume);
    EXPECT_EQ(driver_->storage()->volume("nosuch", "image").error().code, ErrorCode::noStoragePool);
}

TEST_F(Volumes, AreMountedInAContainer) {
    ASSERT_THAT(define(filesystem("image", "/mnt/image") + filesystem("tree", "/mnt/tree")),
                HasSubstr("exit 0"));
    ASSERT_THAT(twinsh({"start", "one"}), HasSubstr("exit 0"));
    EXPECT_THAT(
        twinsh({"exec", "one", "--", "/bin/busybox", "cat", "/mnt/image/file", "/mnt/tree/file"}),
        HasSubstr("in an image\nin a directory\n"));
    EXPECT_THAT(twinsh({"destroy", "one"}), HasSubstr("exit 0"));
}

TEST_F(Volumes, ThatAreNotThereAreNamed) {
    ASSERT_THAT(define(filesystem("nosuch", "/mnt")), HasSubstr("exit 0"));
    EXPECT_THAT(twinsh({"start", "one"}),
                testing::AllOf(HasSubstr("no storage vol with matching name 'nosuch'"),
                               HasSubstr("<filesystem type='volume'>"), HasSubstr("exit 1")));
}

} // namespace
} // namespace twinvirt
