#include "benchmark/run/prepare_arms.h"

#include "benchmark/run/guest_clock.h"
#include "benchmark/spec/read_spec.h"
#include "image/initramfs.h"
#include "image/kernel.h"
#include "image/root_tree.h"
#include "image/vmlinux.h"
#include "util/atomic_file.h"
#include "xml/domain_xml.h"

#include <algorithm>

namespace twinvirt::bench {
namespace {

/// The files of the images, each made when the first arm asks for it.
class Images {
  public:
    explicit Images(const PrepareContext& context) : context_(context) {}

    Result<std::string> tree(const std::string& image) {
        const std::string directory = context_.workDirectory + "/" + image;
        if (std::find(trees_.begin(), trees_.end(), image) == trees_.end()) {
            TRY_WITHIN("image '" + image + "'", createBusyboxTree(directory, context_.progress));
            trees_.push_back(image);
        }
        return directory;
    }

    /// Not compressed: an emulated machine would unpack it at the price of a tenth of its boot.
    Result<std::string> initramfs(const std::string& image) {
        const std::string file = context_.workDirectory + "/" + image + ".cpio";
        const std::string directory = TRY(tree(image));
        if (std::find(archives_.begin(), archives_.end(), image) == archives_.end()) {
            TRY_WITHIN("image '" + image + "'",
                       writeInitramfs(directory, file, {}, InitramfsPacking::none));
            archives_.push_back(image);
        }
        return file;
    }

    /// Unpacked where that works, so that QEMU enters it directly; else as the distribution has it.
    Result<std::string> kernel() {
        if (!kernelFile_.empty())
            return kernelFile_;
        const KernelImage found =
            TRY(findOrFetchKernel(context_.cacheDirectory, context_.progress));
        kernelFile_ = context_.workDirectory + "/vmlinux";
        if (const auto unpacked = unpackKernel(found.path, kernelFile_)) {
            kernelFact_ = found.release + ", unpacked, entered through PVH";
        } else {
            kernelFile_ = found.path;
            kernelFact_ = found.release + ", bzImage (" + unpacked.error().message + ")";
        }
        return kernelFile_;
    }

    [[nodiscard]] const std::string& kernelFact() const { return kernelFact_; }

  private:
    const PrepareContext& context_;
    std::vector<std::string> trees_;
    std::vector<std::string> archives_;
    std::string kernelFile_;
    std::string kernelFact_;
};

Result<void> putTree(DomainDefinition& definition, const std::string& file,
                     const std::string& tree) {
    for (Filesystem& filesystem : definition.devices.filesystems)
        if (filesystem.target == "/") {
            filesystem.source = tree;
            return {};
        }
    return Error{ErrorCode::xmlError, file + ": <devices>: no <filesystem> whose target is '/', "
                                             "which use='root' puts the image into"};
}

Result<void> putImage(DomainDefinition& definition, const std::string& file, const ArmSpec& arm,
                      Images& images) {
    if (arm.use == ImageUse::root)
        return putTree(definition, file, TRY(images.tree(arm.image)));
    definition.os.initrd = TRY(images.initramfs(arm.image));
    definition.os.kernel = TRY(images.kernel());
    const std::string commandLine = definition.os.cmdline.value_or("");
    const std::string hint = tscHint();
    if (!hint.empty() && commandLine.find("tsc_early_khz=") == std::string::npos)
        definition.os.cmdline = commandLine + (commandLine.empty() ? "" : " ") + hint;
    return {};
}

Result<void> checkType(const DomainDefinition& definition, const std::string& file,
                       const ArmSpec& arm) {
    const bool container = definition.type == DomainType::lxc;
    if (container == (arm.type == "lxc"))
        return {};
    return Error{ErrorCode::xmlError, file + ": <domain>: the type does not fit type='" + arm.type +
                                          "' of arm '" + arm.name + "'"};
}

Result<void> checkWithDriver(Driver& driver, const PreparedArm& arm) {
    for (const ElementNote& note : TRY(driver.check(arm.definition)))
        if (note.treatment == Treatment::refused)
            return Error{ErrorCode::configUnsupported, arm.definitionFile + ":" +
                                                           std::to_string(note.line) + ": <" +
                                                           note.element + ">: " + note.text};
    return {};
}

Result<PreparedArm> prepareArm(const BenchmarkSpec& spec, const ArmSpec& arm,
                               const PrepareContext& context, Images& images) {
    PreparedArm prepared;
    prepared.spec = arm;
    prepared.definitionFile = domainPath(spec, arm);
    const std::string xml = TRY(readFile(prepared.definitionFile));
    prepared.definition = TRY(readDomainDefinition({prepared.definitionFile, xml}));
    TRY(checkType(prepared.definition, prepared.definitionFile, arm));
    TRY(putImage(prepared.definition, prepared.definitionFile, arm, images));
    prepared.driver = TRY(context.driverFor(prepared.definition.type));
    TRY(checkWithDriver(*prepared.driver, prepared));
    return prepared;
}

} // namespace

Result<PreparedRun> prepareArms(const BenchmarkSpec& spec, const PrepareContext& context) {
    Images images(context);
    PreparedRun run;
    for (const ArmSpec& arm : spec.arms)
        run.arms.push_back(
            TRY_WITHIN("arm '" + arm.name + "'", prepareArm(spec, arm, context, images)));
    run.guestKernel = images.kernelFact();
    return run;
}

} // namespace twinvirt::bench
