#pragma once

#include "util/result.h"
#include "util/unique_fd.h"

#include <string>
#include <vector>

namespace twinvirt::lxc {

/// A loop device over an image file (man 4 loop).
struct LoopDevice {
    UniqueFd fd;
    std::string path; ///< "/dev/loop3"
};

/// How long the device stays.
enum class LoopLife {
    untilLastUse, ///< the kernel takes it away with the last mount or descriptor (autoclear)
    untilCleared  ///< it is the caller's: see clearLoopDevices
};

/// Makes one. While it lives the image is locked (flock, shared when `readOnly`): a second
/// container that would write to the same file system is told so instead of destroying it.
/// `label` is what LOOP_GET_STATUS64 says as its file name, at most 63 bytes.
Result<LoopDevice> makeLoopDevice(const std::string& image, bool readOnly, LoopLife life,
                                  const std::string& label);

/// The paths of the devices with this label.
Result<std::vector<std::string>> loopDevicesOf(const std::string& label);
/// Takes this one away when it has the label.
Result<void> clearLoopDevice(const std::string& path, const std::string& label);
/// Takes the devices with this label away; one that is still in use goes with its last user.
Result<void> clearLoopDevices(const std::string& label);

} // namespace twinvirt::lxc
