#include "benchmark/run/arm_facts.h"

#include "benchmark/run/cpu_share.h"
#include "benchmark/spec/formats.h"

#include <linux/magic.h>
#include <sys/utsname.h>
#include <sys/vfs.h>

#include <algorithm>

namespace twinvirt::bench {
namespace {

std::string mebibytes(std::uint64_t kib) {
    return std::to_string(kib / 1024) + " MiB";
}

/// "ext4": of the directory, or of those above it while it does not exist.
std::string fileSystemOf(std::string path) {
    struct statfs status {};
    while (!path.empty() && ::statfs(path.c_str(), &status) != 0)
        path.erase(path.find_last_of('/'));
    switch (status.f_type) {
    case EXT4_SUPER_MAGIC:
        return "ext4";
    case BTRFS_SUPER_MAGIC:
        return "btrfs";
    case XFS_SUPER_MAGIC:
        return "xfs";
    case TMPFS_MAGIC:
        return "tmpfs";
    case OVERLAYFS_SUPER_MAGIC:
        return "overlay";
    default:
        return "another file system";
    }
}

std::string memoryOf(const ArmSpec& arm, const DomainDefinition& domain) {
    if (arm.isHost())
        return "all of the host's";
    return mebibytes(domain.memoryKib) +
           (arm.type == "kvm" ? ", the machine's RAM" : ", the limit of its cgroup");
}

std::string cpusOf(const ArmSpec& arm, const DomainDefinition& domain) {
    const unsigned count = arm.isHost() ? 1 : domain.vcpu.count;
    return std::to_string(count) + " of the host's, pinned" +
           (domain.vcpu.cpuset ? " to " + *domain.vcpu.cpuset : ""); // else in turn: cpusFor
}

const KeptXml* keptNamed(const KeptElements& kept, const std::string& name) {
    const auto found = std::ranges::find(kept, name, &KeptXml::name);
    return found == kept.end() ? nullptr : &*found;
}

std::string cpuModelOf(const ArmSpec& arm, const DomainDefinition& domain) {
    if (arm.type != "kvm")
        return "the host's";
    const KeptXml* cpu = keptNamed(domain.kept, "cpu");
    if (cpu == nullptr)
        return "QEMU's default";
    for (const char* mode : {"host-passthrough", "host-model", "maximum"})
        if (cpu->text.find(mode) != std::string::npos)
            return std::string(mode) + (mode == std::string("maximum")
                                            ? ""
                                            : "; under tcg 'maximum', all that QEMU can emulate");
    return "as in the definition";
}

std::string machineOf(const ArmSpec& arm, const DomainDefinition& domain) {
    return arm.type == "kvm" ? domain.os.machine.value_or("libvirt's default") : "none";
}

std::string kernelOf(const ArmSpec& arm, const std::string& guestKernel) {
    utsname names{};
    ::uname(&names);
    if (arm.type != "kvm")
        return std::string("the host's, ") + names.release;
    return "its own" + (guestKernel.empty() ? "" : ", " + guestKernel);
}

const Filesystem* rootOf(const DomainDefinition& domain) {
    const auto root = std::ranges::find(domain.devices.filesystems, "/", &Filesystem::target);
    return root == domain.devices.filesystems.end() ? nullptr : &*root;
}

std::string rootFileSystemOf(const ArmSpec& arm, const DomainDefinition& domain) {
    if (arm.isHost())
        return "the host's";
    const Filesystem* root = rootOf(domain);
    const std::string access =
        arm.isExternal() || arm.use == ImageUse::disk || (root != nullptr && root->readOnly)
            ? ", read-only"
            : "";
    if (arm.type == "kvm")
        return arm.use == ImageUse::disk ? "ext4 on a virtio disk" + access
                                         : "initramfs in the machine's RAM";
    if (arm.use == ImageUse::disk)
        return "ext4 over a loop device" + access;
    if (root == nullptr)
        return "the host's";
    const std::string tree = root->source.value_or("");
    return "a directory on the host's " + fileSystemOf(tree) + access;
}

std::string pageCacheOf(const ArmSpec& arm) {
    if (arm.type != "kvm")
        return arm.use == ImageUse::disk
                   ? "the host's: of the image once, of the file system in each instance"
                   : "the host's, one copy for all instances";
    return arm.use == ImageUse::disk ? "each machine's own, above the host's (QEMU's default cache)"
                                     : "each machine's own: the root is in it";
}

std::string firstProgramOf(const ArmSpec& arm, const DomainDefinition& domain) {
    if (arm.isHost())
        return "the probe, a process";
    if (arm.type == "kvm")
        return "/sbin/init of the tree";
    std::string text = domain.os.init.value_or("/sbin/init");
    for (const std::string& word : domain.os.initArguments)
        text += " " + word;
    return text == "/sbin/init" ? "/sbin/init of the tree" : text;
}

std::string networkOf(const ArmSpec& arm, const DomainDefinition& domain) {
    if (arm.isHost())
        return "the host's";
    if (!domain.devices.interfaces.empty())
        return std::to_string(domain.devices.interfaces.size()) + " interface(s) of its own";
    if (arm.type == "lxc" && !domain.features.privateNetwork)
        return "the host's";
    return "its own, loopback alone";
}

std::string runBy(const ArmSpec& arm) {
    if (arm.isHost())
        return "nobody";
    if (arm.isExternal())
        return arm.tool;
    return arm.type == "kvm" ? "libvirt and QEMU" : "twinvirt's own driver";
}

} // namespace

std::vector<std::pair<std::string, std::string>>
armFacts(const ArmSpec& arm, const DomainDefinition& definition, const std::string& guestKernel) {
    return {{"memory", memoryOf(arm, definition)},
            {"CPUs", cpusOf(arm, definition)},
            {"CPU model", cpuModelOf(arm, definition)},
            {"machine type", machineOf(arm, definition)},
            {"kernel", kernelOf(arm, guestKernel)},
            {"root file system", rootFileSystemOf(arm, definition)},
            {"page cache of the root", pageCacheOf(arm)},
            {"first program", firstProgramOf(arm, definition)},
            {"network", networkOf(arm, definition)},
            {"run by", runBy(arm)}};
}

std::string snapshotFact(const ArmSpec& arm) {
    if (arm.type == "kvm" && arm.use == ImageUse::disk)
        return "a machine whose disk is a qcow2 overlay over the image; qemu-img makes it, libvirt "
               "defines it";
    if (arm.type == "lxc" && arm.use == ImageUse::root)
        return "a container whose root is an overlay of directories over the tree; the kernel "
               "mounts it when it starts";
    return "none";
}

std::string roundsFact(const ArmSpec& arm) {
    return arm.every == 1 ? "all" : "every " + ordinal(arm.every);
}

} // namespace twinvirt::bench
