#include "image/kernel.h"
#include "image/kernel_modules.h"
#include "support/temporary_directory.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

using namespace twinvirt;
namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::EndsWith;

class Kernel : public testing::Test {
  protected:
    void addKernel(const std::string& release) {
        fs::create_directories(root_.path() + "/boot");
        std::ofstream(root_ / ("boot/vmlinuz-" + release)) << "kernel";
    }
    void addModule(const std::string& path, const std::string& dependencies) {
        const fs::path file = root_ / ("lib/modules/6.1.0-9/kernel/" + path);
        fs::create_directories(file.parent_path());
        std::ofstream(file) << "ELF" << '\0' << "license=GPL" << '\0' << "depends=" << dependencies
                            << '\0' << "retpoline=Y" << '\0';
    }
    test::TemporaryDirectory root_{"kernel"};
};

TEST_F(Kernel, TheNewestByVersionNotByName) {
    for (const char* release : {"6.1.0-9-cloud-amd64", "6.1.0-38-cloud-amd64", "5.10.0-99-amd64"})
        addKernel(release);
    addKernel("7.0.0.old");
    const KernelImage kernel = findKernelBelow(root_.path());
    EXPECT_EQ(kernel.release, "6.1.0-38-cloud-amd64");
    EXPECT_EQ(kernel.path, root_ / "boot/vmlinuz-6.1.0-38-cloud-amd64");
    EXPECT_EQ(kernel.modules, root_ / "lib/modules/6.1.0-38-cloud-amd64");
}

TEST_F(Kernel, NoneWhereThereIsNone) {
    EXPECT_EQ(findKernelBelow(root_.path()).path, "");
}

TEST_F(Kernel, AModuleComesAfterWhatItDependsOn) {
    addKernel("6.1.0-9");
    addModule("virtio_blk.ko", "virtio,virtio_ring");
    addModule("a/virtio.ko", "");
    addModule("a/virtio-ring.ko", "virtio");
    const auto modules =
        resolveModules(findKernelBelow(root_.path()), {"virtio_blk", "virtio-ring", "built_in"});
    ASSERT_TRUE(modules);
    EXPECT_THAT(*modules, ElementsAre(EndsWith("a/virtio.ko"), EndsWith("a/virtio-ring.ko"),
                                      EndsWith("virtio_blk.ko")));
}

TEST_F(Kernel, BootModulesStandInTheirOrder) {
    addKernel("6.1.0-9");
    addModule("evdev.ko", "input_core");
    addModule("input-core.ko", "");
    const auto files = bootModules(findKernelBelow(root_.path()), {"evdev"});
    ASSERT_TRUE(files);
    ASSERT_EQ(files->size(), 2U);
    EXPECT_EQ(files->at(0).target, "lib/modules/boot/00-input-core.ko");
    EXPECT_EQ(files->at(1).target, "lib/modules/boot/01-evdev.ko");
}

TEST_F(Kernel, ACompressedModuleIsRefusedByName) {
    addKernel("6.1.0-9");
    addModule("evdev.ko.xz", "");
    const auto files = bootModules(findKernelBelow(root_.path()), {"evdev"});
    ASSERT_FALSE(files);
    EXPECT_THAT(files.error().message, testing::HasSubstr("evdev.ko.xz"));
}
