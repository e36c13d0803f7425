#pragma once

#include "kvm/guest_image.h"
#include "util/result.h"

namespace twinvirt::test {

/// The image of guestImage() with Debian's qemu-guest-agent in it, started by init: the package is
/// fetched with apt and unpacked, its libraries are the host's. An error when it cannot be fetched.
Result<GuestImage> agentImage();

} // namespace twinvirt::test
