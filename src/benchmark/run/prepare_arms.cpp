#include "benchmark/run/prepare_arms.h"

#include "benchmark/run/arm_facts.h"
#include "benchmark/run/disk_root.h"
#include "benchmark/run/emulator.h"
#include "benchmark/run/external/external_guest.h"
#include "benchmark/run/external/external_trial.h"
#include "benchmark/run/guest_clock.h"
#include "benchmark/run/host_probe.h"
#include "benchmark/spec/read_spec.h"
#include "benchmark/spec/works.h"
#include "image/initramfs.h"
#include "image/kernel.h"
#include "image/kernel_modules.h"
#include "image/root_tree.h"
#include "image/vmlinux.h"
#include "util/atomic_file.h"
#include "xml/domain_xml.h"

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
            if (bootsProbe(payload))
                TRY_WITHIN("image '" + image + "'", addProbe(directory));
            trees_.push_back(name);
        }
        return directory;
    }

    /// Not compressed: an emulated machine would unpack it at the price of a tenth of its boot.
    Result<std::string> initramfs(const std::string& image, Payload payload) {
        const MoreModules more = moreModules(payload);
        const std::string name = nameOf(image, payload) + more.suffix;
        const std::string file = context_.workDirectory + "/" + name + ".cpio";
        const std::string directory = TRY(tree(image, payload));
        if (std::find(archives_.begin(), archives_.end(), name) == archives_.end()) {
            std::vector<InitramfsFile> extra;
            if (!more.names.empty())
                extra = TRY_WITHIN("image '" + image + "'", modules(more.names));
            TRY_WITHIN("image '" + image + "'",
                       writeInitramfs(directory, file, extra, InitramfsPacking::none));
            archives_.push_back(name);
        }
        return file;
    }

    /// An ext4 image of the tree: the same file for a machine's disk and a container's loop device.
    Result<std::string> disk(const std::string& image, Payload payload) {
        const std::string file = context_.workDirectory + "/" + nameOf(image, payload) + ".ext4";
        const std::string directory = TRY(tree(image, payload));
        if (std::find(archives_.begin(), archives_.end(), file) == archives_.end()) {
            TRY_WITHIN("image '" + image + "'", writeExt4Image(directory, file));
            archives_.push_back(file);
        }
        return file;
    }

    /// What makes a machine find its root on that disk.
    Result<std::string> diskLoader(const std::string& image, Payload payload) {
        const MoreModules more = moreModules(payload);
        const std::string work = context_.workDirectory + "/loader" + more.suffix;
        const std::string file = work + ".cpio";
        const std::string directory = TRY(tree(image, Payload::init));
        TRY(kernel());
        if (std::find(archives_.begin(), archives_.end(), file) == archives_.end()) {
            TRY_WITHIN("image '" + image + "'",
                       writeDiskLoader(directory, work, kernel_, file, more.names));
            archives_.push_back(file);
        }
        return file;
    }

    /// Unpacked where that works, so that QEMU enters it directly; else as the distribution has it.
    Result<std::string> kernel() {
        if (!kernelFile_.empty())
            return kernelFile_;
        const KernelImage found = TRY(kernelImage());
        kernel_ = found;
        kernelFile_ = context_.workDirectory + "/vmlinux";
        if (const auto unpacked = unpackKernel(found.path, kernelFile_)) {
            kernelFact_ = found.release + ", unpacked, entered through PVH";
        } else {
            kernelFile_ = found.path;
            kernelFact_ = found.release + ", bzImage (" + unpacked.error().message + ")";
        }
        return kernelFile_;
    }

    Result<KernelImage> kernelImage() {
        return findOrFetchKernel(context_.cacheDirectory, context_.progress);
    }

    [[nodiscard]] const std::string& kernelFact() const { return kernelFact_; }

  private:
    static std::string nameOf(const std::string& image, Payload payload) {
        return bootsProbe(payload) ? image + "-with-probe" : image;
    }
    /// A kernel without files of modules may have them built in; if not, the guest hears no button,
    /// or has no network device, and the scenario says so.
    Result<std::vector<InitramfsFile>> modules(const std::vector<std::string>& names) {
        const KernelImage image = TRY(kernelImage());
        const auto modules = bootModules(image, names);
        return modules ? *modules : std::vector<InitramfsFile>{};
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
    KernelImage kernel_;
    std::string kernelFile_;
    std::string kernelFact_;
};

Result<Filesystem*> rootOf(DomainDefinition& definition, const std::string& file) {
    for (Filesystem& filesystem : definition.devices.filesystems)
        if (filesystem.target == "/")
            return &filesystem;
    return Error{ErrorCode::xmlError, file + ": <devices>: no <filesystem> whose target is '/', "
                                             "which the arm's use= puts the image into"};
}

Result<void> putTree(DomainDefinition& definition, const std::string& file,
                     const std::string& tree) {
    Filesystem* root = TRY(rootOf(definition, file));
    root->source = tree;
    return {};
}

/// The image as the container's root, over a loop device.
Result<void> putLoopImage(DomainDefinition& definition, const std::string& file,
                          const std::string& image) {
    Filesystem* root = TRY(rootOf(definition, file));
    root->type = "file";
    root->driverType = "loop";
    root->driverFormat = "raw";
    root->source = image;
    root->readOnly = true; // the instances share the image
    return {};
}

void appendToCommandLine(DomainDefinition& definition, const std::string& words) {
    const std::string before = definition.os.cmdline.value_or("");
    definition.os.cmdline = before + (before.empty() ? "" : " ") + words;
}

/// A machine='microvm' has no PCI to find a device on.
bool isMicrovm(const DomainDefinition& definition) {
    return definition.os.machine.value_or("").starts_with("microvm");
}

/// The image as the machine's first virtio disk.
void putDisk(DomainDefinition& definition, const std::string& image) {
    Disk disk;
    disk.driverName = "qemu";
    disk.driverType = "raw";
    disk.source = image;
    disk.targetDevice = "vda";
    disk.targetBus = "virtio";
    disk.readOnly = true; // the instances share the image
    if (isMicrovm(definition))
        disk.kept.push_back({"address", "<address type='virtio-mmio'/>", 0});
    definition.devices.disks.insert(definition.devices.disks.begin(), disk);
}

Result<void> putImage(DomainDefinition& definition, const std::string& file, const ArmSpec& arm,
                      Images& images, Payload payload) {
    if (arm.image.empty())
        return {}; // its root is what the definition says
    if (arm.use == ImageUse::root)
        return putTree(definition, file, TRY(images.tree(arm.image, payload)));
    if (arm.use == ImageUse::disk && arm.type == "lxc")
        return putLoopImage(definition, file, TRY(images.disk(arm.image, payload)));
    if (arm.use == ImageUse::disk) {
        putDisk(definition, TRY(images.disk(arm.image, payload)));
        definition.os.initrd = TRY(images.diskLoader(arm.image, payload));
    } else {
        definition.os.initrd = TRY(images.initramfs(arm.image, payload));
    }
    definition.os.kernel = TRY(images.kernel());
    const std::string hint = tscHint();
    if (!hint.empty() &&
        definition.os.cmdline.value_or("").find("tsc_early_khz=") == std::string::npos)
        appendToCommandLine(definition, hint);
    return {};
}

/// The same definition with the probe as its first program, on the CPU of all probes.
Result<DomainDefinition> withProbe(DomainDefinition definition, const std::string& file,
                                   const ArmSpec& arm, Images& images,
                                   Payload payload = Payload::probe) {
    TRY(putImage(definition, file, arm, images, payload));
    definition.vcpu.cpuset = std::to_string(probeCpu());
    if (arm.type == "lxc") {
        definition.os.init = probeInTree;
        definition.os.initArguments = {"serve"};
    } else {
        // What the kernel does not know after "--" it hands to the first program.
        const std::string word = arm.use == ImageUse::disk ? "init=" : "rdinit=";
        appendToCommandLine(definition, word + probeInTree + " -- serve");
    }
    return definition;
}

/// A card on the bridge of the run. Our driver gives a container's its address, in a machine the
/// probe does.
void putInterface(DomainDefinition& definition, const ArmSpec& arm, const RunNetwork& network) {
    NetworkInterface card;
    card.type = "bridge";
    card.source = network.bridge();
    card.mac = network.guestMac();
    const DeviceAddress address = network.guestAddress();
    if (arm.type == "lxc")
        card.guestIp.addresses.push_back({address.address, "ipv4", address.prefix, std::nullopt});
    else
        card.model = "virtio";
    if (isMicrovm(definition))
        card.kept.push_back({"address", "<address type='virtio-mmio'/>", 0});
    else if (arm.type == "kvm") // nobody boots from it, and loading a ROM takes its time
        card.kept.push_back({"rom", "<rom enabled='no'/>", 0});
    definition.devices.interfaces.push_back(std::move(card));
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
        return payloadOf(scenario) == payload && takesPart(spec, scenario, arm);
    });
}

/// One for each instance that starts at the same time as others, but the first.
Result<void> openMoreDrivers(const BenchmarkSpec& spec, const PrepareContext& context,
                             PreparedArm& prepared) {
    unsigned atOnce = 1;
    for (const ScenarioSpec& scenario : spec.scenarios)
        if (takesPart(spec, scenario, prepared.spec))
            atOnce = std::max(atOnce, workOf(scenario).atOnce(scenario));
    for (unsigned number = 1; number < atOnce; ++number)
        prepared.moreDrivers.push_back(TRY(context.openDriver(prepared.definition.type)));
    return {};
}

Result<void> readDefinition(const BenchmarkSpec& spec, PreparedArm& prepared) {
    prepared.definitionFile = domainPath(spec, prepared.spec);
    prepared.definitionText = TRY(readFile(prepared.definitionFile));
    prepared.definition =
        TRY(readDomainDefinition({prepared.definitionFile, prepared.definitionText}));
    return {};
}

Result<void> prepareDomain(const BenchmarkSpec& spec, PreparedArm& prepared, Images& images) {
    const ArmSpec& arm = prepared.spec;
    if (needs(spec, arm, Payload::probe))
        prepared.probeDefinition =
            TRY(withProbe(prepared.definition, prepared.definitionFile, arm, images));
    if (needs(spec, arm, Payload::network)) {
        prepared.networkDefinition = TRY(
            withProbe(prepared.definition, prepared.definitionFile, arm, images, Payload::network));
        putInterface(*prepared.networkDefinition, arm, *prepared.network);
    }
    if (needs(spec, arm, Payload::power)) {
        prepared.powerDefinition = prepared.definition;
        TRY(putImage(*prepared.powerDefinition, prepared.definitionFile, arm, images,
                     Payload::power));
    }
    if (needs(spec, arm, Payload::connected)) {
        TRY(putImage(prepared.definition, prepared.definitionFile, arm, images, Payload::init));
        if (arm.type == "lxc") {
            prepared.connectedDefinition = prepared.definition;
            putInterface(*prepared.connectedDefinition, arm, *prepared.network);
        }
        return {};
    }
    if (needs(spec, arm, Payload::init))
        return putImage(prepared.definition, prepared.definitionFile, arm, images, Payload::init);
    for (const auto* other :
         {&prepared.powerDefinition, &prepared.probeDefinition, &prepared.networkDefinition})
        if (*other) {
            prepared.definition = **other;
            break;
        }
    return {};
}

/// The scenario that boots the arm, whose marker and time a trial takes.
const ScenarioSpec* bootScenarioOf(const BenchmarkSpec& spec, const ArmSpec& arm) {
    const auto found = std::ranges::find_if(spec.scenarios, [&](const ScenarioSpec& scenario) {
        return takesPart(spec, scenario, arm);
    });
    return found == spec.scenarios.end() ? nullptr : &*found;
}

/// The arm of a tool of others; a value says why it cannot run here.
Result<std::optional<std::string>> prepareExternal(const BenchmarkSpec& spec,
                                                   const PrepareContext& context, Images& images,
                                                   PreparedArm& prepared) {
    const ArmSpec& arm = prepared.spec;
    prepared.definition = defaultExternalDefinition();
    if (!arm.domainFile.empty())
        TRY(readDefinition(spec, prepared));
    const std::string tree = TRY(images.tree(arm.image, Payload::init));
    const ExternalGuest guest =
        TRY(externalGuest(prepared.definition, prepared.definitionFile, tree));
    for (Filesystem& filesystem : prepared.definition.devices.filesystems)
        if (filesystem.target == "/")
            filesystem.source = tree;
    const ScenarioSpec* scenario = bootScenarioOf(spec, arm);
    if (scenario == nullptr)
        return std::optional<std::string>("it takes part in no scenario");
    context.progress.report("trying " + arm.title, -1);
    auto external =
        ExternalArm::prepare(arm.tool, externalDirectory(context.workDirectory, arm.name), guest);
    if (!external)
        return std::optional(external.error().message);
    prepared.external = std::move(*external);
    const auto ready = tryExternalArm(*prepared.external, arm.name, scenario->readyMarker,
                                      prepared.definition.vcpu.count, context.stop);
    if (ready)
        return std::optional<std::string>();
    if (context.stop.isSet())
        return ready.error();
    return std::optional(ready.error().message);
}

/// What has to be there for a machine or a container of ours; a value says what is missing.
Result<std::optional<std::string>> prepareOwn(const BenchmarkSpec& spec,
                                              const PrepareContext& context, Images& images,
                                              PreparedArm& prepared) {
    const ArmSpec& arm = prepared.spec;
    TRY(readDefinition(spec, prepared));
    TRY(checkType(prepared.definition, prepared.definitionFile, arm));
    const auto driver = context.driverFor(prepared.definition.type);
    if (!driver)
        return std::optional(driver.error().message);
    prepared.driver = *driver;
    if (arm.type == "kvm") {
        if (auto missing = TRY(missingEmulator(**driver, prepared.definition)))
            return missing;
        if (const auto kernel = images.kernel(); !kernel)
            return std::optional(kernel.error().message);
    }
    TRY(openMoreDrivers(spec, context, prepared));
    TRY(prepareDomain(spec, prepared, images));
    TRY(checkWithDriver(*prepared.driver, prepared));
    return std::optional<std::string>();
}

Result<void> prepareArm(const BenchmarkSpec& spec, const ArmSpec& arm,
                        const PrepareContext& context, Images& images, PreparedRun& run) {
    PreparedArm prepared;
    prepared.spec = arm;
    prepared.probeProgram = context.probeProgram;
    if (needs(spec, arm, Payload::network) || needs(spec, arm, Payload::connected)) {
        if (!run.network)
            run.network = TRY_WITHIN("the network of the run", RunNetwork::create(context.runId));
        prepared.network = run.network;
    }
    std::optional<std::string> missing;
    if (arm.isExternal())
        missing = TRY(prepareExternal(spec, context, images, prepared));
    else if (!arm.isHost())
        missing = TRY(prepareOwn(spec, context, images, prepared));
    if (missing) {
        run.skipped.push_back({arm.name, arm.title, *missing, !arm.isExternal()});
        return {};
    }
    prepared.facts = armFacts(arm, prepared.definition, images.kernelFact());
    if (prepared.external)
        prepared.facts.back().second =
            prepared.external->version() +
            (prepared.external->hidesUnifiedCgroups()
                 ? ", in a mount namespace without the v2 tree of the host's hybrid cgroups"
                 : "");
    if (std::ranges::find(spec.scenarios, snapshotWork.name, &ScenarioSpec::work) !=
        spec.scenarios.end())
        prepared.facts.insert(prepared.facts.end() - 1, {"snapshot", snapshotFact(arm)});
    if (std::ranges::any_of(spec.arms, [](const ArmSpec& any) { return any.every > 1; }))
        prepared.facts.insert(prepared.facts.end() - 1, {"rounds", roundsFact(arm)});
    run.arms.push_back(std::move(prepared));
    return {};
}

} // namespace

Result<PreparedRun> prepareArms(const BenchmarkSpec& spec, const PrepareContext& context) {
    Images images(context);
    PreparedRun run;
    for (const ArmSpec& arm : spec.arms)
        TRY_WITHIN("arm '" + arm.name + "'", prepareArm(spec, arm, context, images, run));
    run.guestKernel = images.kernelFact();
    return run;
}

Result<void> settleArms(BenchmarkSpec& spec, PreparedRun& run) {
    if (run.arms.empty())
        return Error{ErrorCode::operationUnsupported,
                     "no arm of '" + spec.fileName + "' can run here: " +
                         run.skipped.front().title + ": " + run.skipped.front().reason};
    std::vector<std::string> names;
    for (const PreparedArm& arm : run.arms)
        names.push_back(arm.spec.name);
    TRY(keepArms(spec, names));
    addControls(spec);
    for (const ArmSpec& arm : spec.arms) {
        if (arm.controlOf.empty())
            continue;
        const auto original = std::ranges::find_if(run.arms, [&](const PreparedArm& prepared) {
            return prepared.spec.name == arm.controlOf;
        });
        PreparedArm again = *original;
        again.spec = arm;
        run.arms.push_back(std::move(again));
    }
    return {};
}

} // namespace twinvirt::bench
