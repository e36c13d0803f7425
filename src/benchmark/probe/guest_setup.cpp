#include "benchmark/probe/guest_setup.h"

#include "util/network_device.h"
#include "util/unique_fd.h"

#include <linux/magic.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/vfs.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <dirent.h>
#include <fcntl.h>
#include <string>
#include <string_view>
#include <unistd.h>

namespace twinvirt::bench::probe {

static Result<void> mountNew(const char* type, const char* target) {
    ::mkdir(target, 0755); // it may be there
    if (::mount(type, target, type, MS_NOSUID, nullptr) != 0)
        return systemError("mount " + std::string(type) + " on " + target);
    return {};
}

/// Mounts unless `sign` is there, a file that only the file system itself brings.
static Result<void> mountUnless(const char* sign, const char* type, const char* target) {
    if (::access(sign, F_OK) == 0)
        return {};
    return mountNew(type, target);
}

/// A root that is an unpacked initramfs is such a file system already.
static Result<void> mountTemporary() {
    struct statfs status {};
    if (::statfs("/tmp", &status) == 0 && status.f_type == TMPFS_MAGIC)
        return {};
    TRY(mountNew("tmpfs", "/tmp"));
    ::chmod("/tmp", 01777);
    return {};
}

/// A kernel that finds no /dev/console in an initramfs starts init with no descriptor at all.
static Result<void> openConsole() {
    if (::fcntl(STDIN_FILENO, F_GETFD) >= 0)
        return {};
    UniqueFd console(::open("/dev/console", O_RDWR | O_NOCTTY));
    if (!console)
        return systemError("open /dev/console");
    for (const int standard : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO})
        if (console.get() != standard)
            ::dup2(console.get(), standard);
    if (console.get() <= STDERR_FILENO)
        static_cast<void>(console.release()); // it is one of them
    return {};
}

Result<void> bringLoopbackUp() {
    return setDeviceUp("lo", true);
}

/// One of those that an initramfs of ours has for its kernel (image/kernel_modules.h); one that the
/// kernel has already is fine.
static Result<void> loadModule(const std::string& file) {
    const UniqueFd module(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
    if (!module)
        return systemError("open '" + file + "'");
    if (::syscall(SYS_finit_module, module.get(), "", 0) != 0 && errno != EEXIST)
        return systemError("load the module '" + file + "'");
    return {};
}

/// In the order of their names, which begin with numbers: each after what it depends on.
static void loadModules(std::vector<Error>& errors) {
    const std::string directory = "/lib/modules/boot";
    dirent** entries = nullptr;
    const int count = ::scandir(
        directory.c_str(), &entries,
        [](const dirent* entry) {
            return std::string_view(entry->d_name).ends_with(".ko") ? 1 : 0;
        },
        ::alphasort);
    for (int i = 0; i < count; ++i) {
        if (const auto loaded = loadModule(directory + "/" + entries[i]->d_name); !loaded)
            errors.push_back(loaded.error());
        std::free(entries[i]);
    }
    std::free(entries);
}

std::vector<Error> setUpGuest() {
    std::vector<Error> errors;
    // In this order: the console is a node of /dev.
    for (auto& done :
         {mountUnless("/proc/self", "proc", "/proc"), mountUnless("/sys/kernel", "sysfs", "/sys"),
          mountUnless("/dev/null", "devtmpfs", "/dev"), mountTemporary(), openConsole(),
          bringLoopbackUp()})
        if (!done)
            errors.push_back(done.error());
    if (isInitOfMachine()) // the kernel of a container is its host's
        loadModules(errors);
    return errors;
}

bool isInitOfMachine() {
    // The number of the first pid namespace is fixed (PROC_PID_INIT_INO of linux/proc_ns.h).
    constexpr std::string_view first = "pid:[4026531836]";
    std::array<char, 64> target{};
    const ssize_t length = ::readlink("/proc/self/ns/pid", target.data(), target.size());
    return ::getpid() == 1 && length > 0 &&
           std::string_view(target.data(), static_cast<std::size_t>(length)) == first;
}

void powerOff() {
    ::sync();
    ::reboot(RB_POWER_OFF);
}

} // namespace twinvirt::bench::probe
