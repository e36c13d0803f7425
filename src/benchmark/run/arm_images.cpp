#include "benchmark/run/arm_images.h"

#include "benchmark/run/disk_root.h"
#include "image/kernel_modules.h"
#include "image/root_tree.h"
#include "image/vmlinux.h"

#include <algorithm>
#include <filesystem>

namespace twinvirt::bench {
namespace {

/// The kernel modules that a machine needs beside those of every boot; the files that have them are
/// called by `suffix`.
struct MoreModules {
    std::string suffix;
    std::vector<std::string> names;
};

MoreModules moreModules(Payload payload) {
    if (payload == Payload::power)
        return {"-with-button", powerButtonModules()};
    if (payload == Payload::network) // a virtio network card
        return {"-with-network", {"virtio_pci", "virtio_mmio", "virtio_net"}};
    return {};
}

std::string nameOf(const std::string& image, Payload payload) {
    return bootsProbe(payload) ? image + "-with-probe" : image;
}

} // namespace

/// Whether this is the first time that the name is asked for.
bool ArmImages::isNew(const std::string& name) {
    return std::ranges::find(made_, name) == made_.end();
}

Result<std::string> ArmImages::tree(const std::string& image, Payload payload) {
    const std::string directory = places_.workDirectory + "/" + nameOf(image, payload);
    if (isNew(directory)) {
        TRY_WITHIN("image '" + image + "'", createBusyboxTree(directory, progress_));
        if (bootsProbe(payload))
            TRY_WITHIN("image '" + image + "'", addProbe(directory));
        made_.push_back(directory);
    }
    return directory;
}

Result<std::string> ArmImages::initramfs(const std::string& image, Payload payload) {
    const MoreModules more = moreModules(payload);
    const std::string file =
        places_.workDirectory + "/" + nameOf(image, payload) + more.suffix + ".cpio";
    const std::string directory = TRY(tree(image, payload));
    if (isNew(file)) {
        std::vector<InitramfsFile> extra;
        if (!more.names.empty())
            extra = TRY_WITHIN("image '" + image + "'", modules(more.names));
        TRY_WITHIN("image '" + image + "'",
                   writeInitramfs(directory, file, extra, InitramfsPacking::none));
        made_.push_back(file);
    }
    return file;
}

Result<std::string> ArmImages::disk(const std::string& image, Payload payload) {
    const std::string file = places_.workDirectory + "/" + nameOf(image, payload) + ".ext4";
    const std::string directory = TRY(tree(image, payload));
    if (isNew(file)) {
        TRY_WITHIN("image '" + image + "'", writeExt4Image(directory, file));
        made_.push_back(file);
    }
    return file;
}

Result<std::string> ArmImages::diskLoader(const std::string& image, Payload payload) {
    const MoreModules more = moreModules(payload);
    const std::string work = places_.workDirectory + "/loader" + more.suffix;
    const std::string file = work + ".cpio";
    const std::string directory = TRY(tree(image, Payload::init));
    TRY(kernel());
    if (isNew(file)) {
        TRY_WITHIN("image '" + image + "'",
                   writeDiskLoader(directory, work, kernel_, file, more.names));
        made_.push_back(file);
    }
    return file;
}

Result<std::string> ArmImages::kernel() {
    if (!kernelFile_.empty())
        return kernelFile_;
    kernel_ = TRY(kernelImage());
    kernelFile_ = places_.workDirectory + "/vmlinux";
    if (const auto unpacked = unpackKernel(kernel_.path, kernelFile_)) {
        kernelFact_ = kernel_.release + ", unpacked, entered through PVH";
    } else {
        kernelFile_ = kernel_.path;
        kernelFact_ = kernel_.release + ", bzImage (" + unpacked.error().message + ")";
    }
    return kernelFile_;
}

Result<KernelImage> ArmImages::kernelImage() {
    return findOrFetchKernel(places_.cacheDirectory, progress_);
}

/// A kernel without files of modules may have them built in; if not, the guest hears no button, or
/// has no network device, and the scenario says so.
Result<std::vector<InitramfsFile>> ArmImages::modules(const std::vector<std::string>& names) {
    const KernelImage image = TRY(kernelImage());
    const auto modules = bootModules(image, names);
    return modules ? *modules : std::vector<InitramfsFile>{};
}

Result<void> ArmImages::addProbe(const std::string& directory) {
    std::error_code error;
    std::filesystem::copy_file(places_.probeProgram, directory + probeInTree, error);
    if (error)
        return systemError("copy '" + places_.probeProgram + "'", error.value());
    return {};
}

} // namespace twinvirt::bench
