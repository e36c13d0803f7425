#include "guest/debian_guest.h"

#include "image/command.h"
#include "image/initramfs.h"
#include "image/kernel.h"
#include "image/kernel_modules.h"
#include "image/root_tree.h"
#include "util/atomic_file.h"

#include <filesystem>
#include <functional>
#include <sstream>

namespace twinvirt::test {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

static const std::string sourceDirectory = TWINVIRT_SOURCE_DIR "/tests/guest";

/// Its root file system is found on the disk, whose driver is a module.
static constexpr const char* initScript = R"sh(#!/bin/sh
mount -t proc proc /proc
mount -t devtmpfs devtmpfs /dev
for module in /lib/modules/boot/*.ko; do insmod "$module"; done
until [ -b /dev/vda ]; do sleep 0.1; done
mkdir -p /target && mount -t ext4 /dev/vda /target || exec sh
umount /proc
exec switch_root /target /sbin/init
)sh";

/// `cmake --install` of this build below an empty directory.
static Result<void> install(const std::string& stage) {
    std::error_code ignored;
    fs::remove_all(stage, ignored);
    return runCommand("/usr/bin/env",
                      {"DESTDIR=" + stage, "cmake", "--install", TWINVIRT_BUILD_DIR, "--prefix",
                       "/usr", "--strip"},
                      120s, {});
}

static Result<std::vector<std::string>> neededPackages(const std::string& stage) {
    std::vector<std::string> packages;
    TRY(runCommand(sourceDirectory + "/needed_packages.sh", {stage}, 120s,
                   [&](const std::string& line) { packages.push_back(line); }));
    // What inside.sh uses: rootfs-create wants a static busybox.
    packages.emplace_back("busybox-static");
    packages.emplace_back("apparmor"); // loads the profile of a test
    return packages;
}

/// The tree is made anew when it was made for other packages; a half-made one never has the name.
static Result<std::string> debianTree(const std::string& cache,
                                      const std::vector<std::string>& packages) {
    std::ostringstream key;
    for (const auto& package : packages)
        key << package << '\n';
    const std::string tree = cache + "/debian";
    const std::string stamp = cache + "/debian.packages";
    if (readFile(stamp).value_or("") == key.str())
        return tree;
    std::error_code error;
    fs::remove(stamp, error);
    fs::remove_all(tree, error);
    NoProgress progress;
    TRY(createDebianTree(tree, "bookworm", progress, packages));
    TRY(writeFileAtomically(stamp, key.str(), Durability::persistent));
    return tree;
}

static Result<void> writeDiskInitramfs(const std::string& cache, const KernelImage& kernel) {
    const std::string tree = cache + "/busybox";
    std::error_code ignored;
    fs::remove_all(tree, ignored);
    NoProgress progress;
    TRY(createBusyboxTree(tree, progress));
    TRY(writeFileAtomically(cache + "/init", initScript, Durability::volatileState));
    auto extra = TRY(bootModules(kernel, {"virtio_pci", "virtio_blk", "ext4"}));
    extra.push_back({cache + "/init", "init", 0755});
    return writeInitramfs(tree, cache + "/initramfs", extra);
}

Result<MachineSpec> makeDebianGuest(const std::string& cache, const std::string& logDirectory) {
    NoProgress progress;
    const KernelImage kernel = TRY(findOrFetchKernel(cache, progress));
    const std::string stage = cache + "/stage";
    TRY(install(stage));
    const auto packages = TRY(neededPackages(stage));
    const std::string tree = TRY(debianTree(cache, packages));
    TRY(runCommand(
        sourceDirectory + "/make_image.sh",
        {tree, stage, kernel.modules, sourceDirectory + "/inside.sh", cache + "/debian.ext4"}, 600s,
        {}));
    TRY(writeDiskInitramfs(cache, kernel));

    MachineSpec spec;
    spec.kernel = kernel.path;
    spec.initramfs = cache + "/initramfs";
    spec.disk = cache + "/debian.ext4";
    // cgroup_no_v1=all: what a fresh Debian 12 has, said aloud.
    spec.commandLine = "console=ttyS0 quiet panic=-1 root=/dev/vda cgroup_no_v1=all";
    spec.memoryMib = 1024;
    spec.processors = 2;
    spec.logDirectory = logDirectory;
    return spec;
}

} // namespace twinvirt::test
