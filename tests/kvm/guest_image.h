#pragma once

#include <string>

namespace twinvirt::test {

/// What the tests' machines boot.
struct GuestImage {
    std::string kernel;
    std::string initramfs;
};

/// A kernel and our busybox tree as an initramfs with the modules of the power button: made once
/// for the process, in a directory that QEMU's user can read.
const GuestImage& guestImage();

} // namespace twinvirt::test
