#include "benchmark/run/arm_definition.h"

#include "benchmark/run/guest_clock.h"
#include "benchmark/run/host_probe.h"

#include <optional>
#include <utility>

namespace twinvirt::bench {
namespace {

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

} // namespace

Result<void> putImage(DomainDefinition& definition, const std::string& file, const ArmSpec& arm,
                      ArmImages& images, Payload payload) {
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

Result<DomainDefinition> withProbe(DomainDefinition definition, const std::string& file,
                                   const ArmSpec& arm, ArmImages& images, Payload payload) {
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

} // namespace twinvirt::bench
