#include "kvm/guest_image.h"

#include "image/initramfs.h"
#include "image/kernel.h"
#include "image/kernel_modules.h"
#include "image/root_tree.h"
#include "support/temporary_directory.h"

#include <gtest/gtest.h>

namespace twinvirt::test {

namespace {

Result<GuestImage> make(const TemporaryDirectory& directory) {
    NoProgress progress;
    std::filesystem::permissions(directory.path(), std::filesystem::perms(0755));
    const auto kernel = TRY(findOrFetchKernel("/var/cache/twinvirt", progress));
    const auto modules = TRY(bootModules(kernel, powerButtonModules()));
    TRY(createBusyboxTree(directory / "tree", progress));
    TRY(writeInitramfs(directory / "tree", directory / "initramfs.gz", modules));
    return GuestImage{kernel.path, directory / "initramfs.gz"};
}

} // namespace

const GuestImage& guestImage() {
    static const TemporaryDirectory directory("kvm-test");
    static const GuestImage image = [] {
        auto made = make(directory);
        EXPECT_TRUE(made) << made.error().message;
        return made ? *made : GuestImage{};
    }();
    return image;
}

} // namespace twinvirt::test
