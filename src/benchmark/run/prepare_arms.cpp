#include "benchmark/run/prepare_arms.h"

#include "benchmark/run/guest_clock.h"
#include "benchmark/run/host_probe.h"
#include "benchmark/spec/read_spec.h"
#include "image/initramfs.h"
#include "image/kernel.h"
#include "image/root_tree.h"
#include "image/vmlinux.h"
#include "util/atomic_file.h"
#include "xml/domain_xml.h"

#include <algorithm>
#include <filesystem>

namespace twinvirt::bench {
namespace {

constexpr const char* probeInTree = "/sbin/twinvirt-bench-probe";

/// The files of the images, each made when the first arm asks for it.
class Images {
  public:
    explicit Images(const PrepareContext& context) : context_(context) {}

    /// With the probe in it, it is a tree of its own: what boots an init is not to carry the probe.
    Result<std::string> tree(const std::string& image, Payload payload) {
        const std::string name = nameOf(image, payload);
        const std::string directory = context_.workDirectory + "/" + name;
        if (std::find(trees_.begin(), trees_.end(), name) == trees_.end()) {
            TRY_WITHIN("image '" + image + "'", createBusyboxTree(directory, context_.progress));
            if (payload == Payload::probe)
                TRY_WITHIN("image '" + image + "'", addProbe(directory));
            trees_.push_back(name);
        }
        return directory;
    }

    /// Not compressed: an emulated machine would unpack it at the price of a tenth of its boot.
    Result<std::string> initramfs(const std::string& image, Payload payload) {
        const std::string name = nameOf(image, payload);
        const std::string file = context_.workDirectory + "/" + name + ".cpio";
        const std::string directory = TRY(tree(image, payload));
        if (std::find(archives_.begin(), archives_.end(), name) == archives_.end()) {
            TRY_WITHIN("image '" + image + "'",
                       writeInitramfs(directory, file, {}, InitramfsPacking::none));
            archives_.push_back(name);
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
    static std::string nameOf(const std::string& image, Payload payload) {
        return payload == Payload::probe ? image + "-with-probe" : image;
    }
    Result<void> addProbe(const std::string& directory) {
        std::error_code error;
        std::filesystem::copy_file(context_.probeProgram, directory + probeInTree, error);
        if (error)
            return systemError("copy '" + context_.probeProgram + "'", error.value());
        return {};
    }

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

void appendToCommandLine(DomainDefinition& definition, const std::string& words) {
    const std::string before = definition.os.cmdline.value_or("");
    definition.os.cmdline = before + (before.empty() ? "" : " ") + words;
}

Result<void> putImage(DomainDefinition& definition, const std::string& file, const ArmSpec& arm,
                      Images& images, Payload payload) {
    if (arm.use == ImageUse::root)
        return putTree(definition, file, TRY(images.tree(arm.image, payload)));
    definition.os.initrd = TRY(images.initramfs(arm.image, payload));
    definition.os.kernel = TRY(images.kernel());
    const std::string hint = tscHint();
    if (!hint.empty() &&
        definition.os.cmdline.value_or("").find("tsc_early_khz=") == std::string::npos)
        appendToCommandLine(definition, hint);
    return {};
}

/// The same definition with the probe as its first program, on the CPU of all probes.
Result<DomainDefinition> withProbe(DomainDefinition definition, const std::string& file,
                                   const ArmSpec& arm, Images& images) {
    TRY(putImage(definition, file, arm, images, Payload::probe));
    definition.vcpu.cpuset = std::to_string(probeCpu());
    if (arm.use == ImageUse::root) {
        definition.os.init = probeInTree;
        definition.os.initArguments = {"serve"};
    } else {
        // What the kernel does not know after "--" it hands to the first program.
        appendToCommandLine(definition, std::string("rdinit=") + probeInTree + " -- serve");
    }
    return definition;
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

bool needs(const BenchmarkSpec& spec, const ArmSpec& arm, Payload payload) {
    return std::ranges::any_of(spec.scenarios, [&](const ScenarioSpec& scenario) {
        return scenario.hasProbe() == (payload == Payload::probe) && takesPart(spec, scenario, arm);
    });
}

Result<PreparedArm> prepareArm(const BenchmarkSpec& spec, const ArmSpec& arm,
                               const PrepareContext& context, Images& images) {
    PreparedArm prepared;
    prepared.spec = arm;
    prepared.probeProgram = context.probeProgram;
    if (arm.isHost())
        return prepared;
    prepared.definitionFile = domainPath(spec, arm);
    prepared.definitionText = TRY(readFile(prepared.definitionFile));
    prepared.definition =
        TRY(readDomainDefinition({prepared.definitionFile, prepared.definitionText}));
    TRY(checkType(prepared.definition, prepared.definitionFile, arm));
    if (needs(spec, arm, Payload::probe))
        prepared.probeDefinition =
            TRY(withProbe(prepared.definition, prepared.definitionFile, arm, images));
    if (needs(spec, arm, Payload::init))
        TRY(putImage(prepared.definition, prepared.definitionFile, arm, images, Payload::init));
    else
        prepared.definition = *prepared.probeDefinition;
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
