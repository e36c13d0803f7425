#include "kvm/guest_image.h"

#include "image/boot_files.h"
#include "image/kernel.h"
#include "image/root_tree.h"
#include "support/temporary_directory.h"

#include <gtest/gtest.h>

namespace twinvirt::test {

namespace {

Result<GuestImage> make(const TemporaryDirectory& directory) {
    NoProgress progress;
    std::filesystem::permissions(directory.path(), std::filesystem::perms(0755));
    TRY(createBusyboxTree(directory / "tree", progress));
    const BootFiles boot =
        TRY(writeBootFiles(directory / "tree", directory / "boot", systemCacheDirectory, progress));
    return GuestImage{boot.kernel, boot.initramfs};
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
