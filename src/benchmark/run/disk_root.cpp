#include "benchmark/run/disk_root.h"

#include "image/command.h"
#include "image/initramfs.h"
#include "image/kernel_modules.h"
#include "util/atomic_file.h"

#include <sys/stat.h>

#include <filesystem>

namespace twinvirt::bench {

namespace fs = std::filesystem;

// crc32c is what ext4 asks for by name, which no dependency of the module says.
static const std::vector<std::string>& rootModules() {
    static const std::vector<std::string> names{"virtio_pci", "virtio_mmio", "virtio_blk",
                                                "crc32c_generic", "ext4"};
    return names;
}

static constexpr std::string_view loader = R"(#!/bin/busybox sh
busybox mount -t devtmpfs devtmpfs /dev
busybox mount -t proc proc /proc
for module in /lib/modules/boot/*.ko; do busybox insmod "$module"; done
init=/sbin/init
for word in $(busybox cat /proc/cmdline); do
    case $word in init=*) init=${word#init=} ;; esac
done
tries=0
while [ ! -b /dev/vda ] && [ $tries -lt 500 ]; do busybox usleep 10000; tries=$((tries + 1)); done
busybox mount -t ext4 -o ro /dev/vda /root || echo "twinvirt: no root on /dev/vda"
busybox umount /proc
busybox mount --move /dev /root/dev
exec busybox switch_root /root "$init" "$@"
)";

static Result<std::uint64_t> bytesOf(const std::string& tree) {
    std::uint64_t bytes = 0;
    std::error_code error;
    fs::recursive_directory_iterator walk(tree, error);
    for (; !error && walk != fs::recursive_directory_iterator(); walk.increment(error))
        if (std::error_code ignored; walk->is_regular_file(ignored) && !walk->is_symlink(ignored))
            bytes += walk->file_size(ignored);
    if (error)
        return systemError("read tree '" + tree + "'", error.value());
    return bytes;
}

Result<void> writeExt4Image(const std::string& tree, const std::string& file) {
    constexpr std::uint64_t kib = 1024;
    constexpr std::uint64_t spareKib = 16 * kib; // inodes, journal and air
    const std::string program = TRY(findProgram("mke2fs", "e2fsprogs"));
    const std::uint64_t size = TRY(bytesOf(tree)) / kib * 5 / 4 + spareKib;
    TRY(runCommand(program,
                   {"-q", "-F", "-t", "ext4", "-E", "root_owner=0:0", "-d", tree, file,
                    std::to_string(size) + "k"},
                   std::chrono::seconds(120), {}));
    if (::chmod(file.c_str(), 0644) != 0) // QEMU may run as another user
        return systemError("chmod(" + file + ")");
    return {};
}

Result<void> writeDiskLoader(const std::string& tree, const std::string& work,
                             const KernelImage& kernel, const std::string& file,
                             const std::vector<std::string>& moreModules) {
    for (const char* name : {"bin", "dev", "proc", "root"}) {
        std::error_code error;
        fs::create_directories(work + "/" + name, error);
        if (error)
            return systemError("mkdir below '" + work + "'", error.value());
    }
    TRY(writeFileAtomically(work + "/init", loader, Durability::volatileState, 0755));
    std::error_code error;
    fs::copy_file(tree + "/bin/busybox", work + "/bin/busybox",
                  fs::copy_options::overwrite_existing, error);
    if (error)
        return systemError("copy '" + tree + "/bin/busybox'", error.value());
    std::vector<std::string> modules = rootModules();
    modules.insert(modules.end(), moreModules.begin(), moreModules.end());
    return writeInitramfs(work, file, TRY(bootModules(kernel, modules)), InitramfsPacking::none);
}

} // namespace twinvirt::bench
