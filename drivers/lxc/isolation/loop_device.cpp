#include "lxc/isolation/loop_device.h"

#include "lxc/isolation/host_source.h"

#include <linux/loop.h>
#include <sys/file.h>
#include <sys/ioctl.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <dirent.h>
#include <fcntl.h>

namespace twinvirt::lxc {

static Result<void> lockImage(int image, const std::string& path, bool readOnly) {
    if (::flock(image, (readOnly ? LOCK_SH : LOCK_EX) | LOCK_NB) == 0)
        return {};
    if (errno != EWOULDBLOCK)
        return systemError("lock '" + path + "'");
    return Error{ErrorCode::resourceBusy,
                 "image '" + path +
                     "' is in use by another container or program; end that first, or give it to "
                     "all of them with <readonly/>"};
}

static Result<LoopDevice> openFreeDevice(int control, bool readOnly) {
    const int number = ::ioctl(control, LOOP_CTL_GET_FREE);
    if (number < 0)
        return systemError("ioctl(LOOP_CTL_GET_FREE)");
    LoopDevice device;
    device.path = "/dev/loop" + std::to_string(number);
    device.fd = UniqueFd(::open(device.path.c_str(), (readOnly ? O_RDONLY : O_RDWR) | O_CLOEXEC));
    if (!device.fd)
        return systemError("open '" + device.path + "'");
    return device;
}

Result<LoopDevice> makeLoopDevice(const std::string& image, bool readOnly, LoopLife life,
                                  const std::string& label) {
    const UniqueFd file = TRY(openSourceImage(image, readOnly));
    TRY(lockImage(file.get(), image, readOnly));
    const UniqueFd control(::open("/dev/loop-control", O_RDWR | O_CLOEXEC));
    if (!control)
        return systemError("open '/dev/loop-control' (the kernel's loop devices)");
    loop_config config{};
    config.fd = static_cast<__u32>(file.get());
    if (readOnly)
        config.info.lo_flags |= LO_FLAGS_READ_ONLY;
    if (life == LoopLife::untilLastUse)
        config.info.lo_flags |= LO_FLAGS_AUTOCLEAR;
    const std::size_t size = std::min<std::size_t>(label.size(), LO_NAME_SIZE - 1);
    std::memcpy(config.info.lo_file_name, label.data(), size);
    for (int attempt = 0; attempt < 64; ++attempt) {
        auto device = TRY(openFreeDevice(control.get(), readOnly));
        if (::ioctl(device.fd.get(), LOOP_CONFIGURE, &config) == 0)
            return device;
        if (errno != EBUSY) // another program was quicker: the next one
            return systemError("ioctl(" + device.path + ", LOOP_CONFIGURE)");
    }
    return Error{ErrorCode::resourceBusy, "no free loop device"};
}

static bool hasLabel(int device, const std::string& label) {
    loop_info64 info{};
    if (::ioctl(device, LOOP_GET_STATUS64, &info) != 0)
        return false; // not in use
    info.lo_file_name[LO_NAME_SIZE - 1] = 0;
    return label == reinterpret_cast<const char*>(info.lo_file_name);
}

Result<std::vector<std::string>> loopDevicesOf(const std::string& label) {
    DIR* stream = ::opendir("/sys/block");
    if (stream == nullptr)
        return systemError("open '/sys/block'");
    std::vector<std::string> paths;
    while (const dirent* entry = ::readdir(stream)) {
        const std::string path = std::string("/dev/") + entry->d_name;
        if (!path.starts_with("/dev/loop"))
            continue;
        const UniqueFd device(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
        if (device && hasLabel(device.get(), label))
            paths.push_back(path);
    }
    ::closedir(stream);
    return paths;
}

Result<void> clearLoopDevice(const std::string& path, const std::string& label) {
    const UniqueFd device(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    const bool ours = device && hasLabel(device.get(), label);
    if (ours && ::ioctl(device.get(), LOOP_CLR_FD) != 0 && errno != ENXIO)
        return systemError("ioctl(" + path + ", LOOP_CLR_FD)");
    return {};
}

Result<void> clearLoopDevices(const std::string& label) {
    Result<void> result;
    for (const std::string& path : TRY(loopDevicesOf(label))) {
        auto cleared = clearLoopDevice(path, label);
        if (!cleared)
            result = std::move(cleared);
    }
    return result;
}

} // namespace twinvirt::lxc
