#pragma once

#include "benchmark/spec/works.h"
#include "image/initramfs.h"
#include "image/kernel.h"
#include "image/progress.h"
#include "util/result.h"

#include <string>
#include <vector>

namespace twinvirt::bench {

/// Where the benchmark's probe lies in an image that has it.
inline constexpr const char* probeInTree = "/sbin/twinvirt-bench-probe";

/// The files of the images of a run, each made when the first arm asks for it.
class ArmImages {
  public:
    struct Places {
        std::string workDirectory;  ///< where they are made; exists
        std::string cacheDirectory; ///< where a kernel is kept from run to run
        std::string probeProgram;   ///< twinvirt-bench-probe, static
    };

    ArmImages(Places places, Progress& progress)
        : places_(std::move(places)), progress_(progress) {}

    /// A directory. With the probe in it, it is a tree of its own: what boots an init is not to
    /// carry the probe.
    Result<std::string> tree(const std::string& image, Payload payload);

    /// Not compressed: an emulated machine would unpack it at the price of a tenth of its boot.
    Result<std::string> initramfs(const std::string& image, Payload payload);

    /// An ext4 image of the tree: the same file for a machine's disk and a container's loop device.
    Result<std::string> disk(const std::string& image, Payload payload);

    /// The initramfs that makes a machine find its root on that disk.
    Result<std::string> diskLoader(const std::string& image, Payload payload);

    /// Unpacked where that works, so that QEMU enters it directly; else as the distribution has it.
    Result<std::string> kernel();

    /// Release and how it is entered; empty until kernel() was asked for.
    [[nodiscard]] const std::string& kernelFact() const { return kernelFact_; }

  private:
    bool isNew(const std::string& name);
    Result<KernelImage> kernelImage();
    Result<std::vector<InitramfsFile>> modules(const std::vector<std::string>& names);
    Result<void> addProbe(const std::string& directory);

    Places places_;
    Progress& progress_;
    std::vector<std::string> made_;
    KernelImage kernel_;
    std::string kernelFile_;
    std::string kernelFact_;
};

} // namespace twinvirt::bench
