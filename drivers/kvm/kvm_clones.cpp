#include "kvm/kvm_clones.h"

#include "api/clone_directory.h"
#include "api/domain_file_name.h"
#include "kvm/domain_record.h"
#include "kvm/domain_tree.h"
#include "kvm/libvirt_error.h"
#include "kvm/snapshot_definition.h"
#include "util/process.h"
#include "util/rollback.h"

#include <sys/wait.h>

#include <cstdlib>
#include <filesystem>
#include <unistd.h>

namespace twinvirt::kvm {

namespace fs = std::filesystem;

namespace {

constexpr const char* imageTool = "/usr/bin/qemu-img";

std::string overlaysOf(const ConnectionUri& uri) {
    if (!uri.root.empty())
        return uri.root + "/var/lib/twinvirt/overlays";
    if (uri.path != "/session")
        return "/var/lib/twinvirt/overlays";
    const char* home = std::getenv("HOME");
    return std::string(home != nullptr ? home : "") + "/.local/share/twinvirt/overlays";
}

OwnerName ownerAt(virConnectPtr connection) {
    return [connection](const Uuid& uuid) -> std::optional<std::string> {
        const DomainHandle domain(virDomainLookupByUUID(connection, uuid.bytes.data()));
        const char* name = domain ? virDomainGetName(domain.get()) : nullptr;
        return name != nullptr ? std::optional<std::string>(name) : std::nullopt;
    };
}

Result<void> requireShutOff(virDomainPtr domain, const std::string& what) {
    if (virDomainIsActive(domain) == 0)
        return {};
    return Error{
        ErrorCode::operationInvalid,
        "Requested operation is not valid: domain is running; " + what + " needs it shut off", 0};
}

/// man 1 qemu-img: an image that has only what is written to it; the rest is read from the base.
Result<void> makeOverlay(const SnapshotPlan& plan, const std::string& file) {
    if (::access(imageTool, X_OK) != 0)
        return Error{ErrorCode::operationUnsupported,
                     std::string("make an overlay: there is no ") + imageTool +
                         "; install the package qemu-utils",
                     0};
    const auto made = TRY(runProcess(
        imageTool, {"create", "-q", "-f", "qcow2", "-F", plan.baseFormat, "-b", plan.base, file},
        std::chrono::seconds(60)));
    if (!WIFEXITED(made.status) || WEXITSTATUS(made.status) != 0)
        return Error{ErrorCode::operationFailed,
                     "make an overlay over '" + plan.base +
                         "': " + made.errors.substr(0, made.errors.find('\n')),
                     0};
    return {};
}

/// The files of the disks that the machine may write to.
Result<std::vector<std::string>> writtenImages(const std::string& xml) {
    const DomainTree tree = TRY(DomainTree::parse(xml, "undefine"));
    std::vector<std::string> files;
    for (auto* disk = child(child(tree.domain(), "devices"), "disk"); disk != nullptr;
         disk = nextOfItsName(disk)) {
        auto* source = child(disk, "source");
        if (source != nullptr && child(disk, "readonly") == nullptr)
            if (auto file = attribute(source, "file"); !file.empty())
                files.push_back(std::move(file));
    }
    return files;
}

} // namespace

Result<ClonedDomain> KvmClones::cloneDomain(const DomainIdentity& identity,
                                            const CloneRequest& request) {
    if (!request.snapshot)
        return Error{ErrorCode::operationUnsupported,
                     "the disks of a machine are not copied here; copy it with virt-clone "
                     "--original " +
                         identity.name + " --name " + request.name +
                         " --auto-clone, or show them through an overlay with --snapshot",
                     0};
    TRY(checkDomainName(request.name));
    const auto original = TRY(session_.domain(identity));
    auto* connection = virDomainGetConnect(original.get());
    TRY(requireShutOff(original.get(), "clone"));
    if (const DomainHandle taken(virDomainLookupByName(connection, request.name.c_str())); taken)
        return Error{ErrorCode::operationFailed,
                     "operation failed: domain '" + request.name + "' already exists", 0};
    const auto uuid = Uuid::random();
    const auto directory = overlaysOf(session_.uri()) + "/" + domainFileName(request.name);
    const auto overlay = directory + "/disk.qcow2";
    const auto xml = TRY(xmlOf(original.get(), VIR_DOMAIN_XML_INACTIVE | VIR_DOMAIN_XML_SECURE));
    const auto plan = TRY(planSnapshot(xml, request.name, uuid, overlay));
    TRY(makeCloneDirectory(directory, uuid, ownerAt(connection)));
    Rollback rollback;
    rollback.add([&directory] {
        std::error_code ignored;
        fs::remove_all(directory, ignored);
    });
    TRY(makeOverlay(plan, overlay));
    const DomainHandle clone(
        virDomainDefineXMLFlags(connection, plan.xml.c_str(), VIR_DOMAIN_DEFINE_VALIDATE));
    if (!clone)
        return lastLibvirtError();
    rollback.add([&clone] { virDomainUndefine(clone.get()); });
    ClonedDomain cloned{TRY(recordOf(clone.get())), plan.notes};
    rollback.dismiss();
    finishCloneDirectory(directory);
    return cloned;
}

Result<std::vector<FileChange>> KvmClones::changedFiles(const DomainIdentity& domain) {
    return Error{ErrorCode::operationUnsupported,
                 "what the machine '" + domain.name +
                     "' changed stands in the blocks of its disk, not in files; see qemu-img map "
                     "on the overlay, or guestmount",
                 0};
}

Result<RemovedStorage> KvmClones::undefineWithStorage(const DomainIdentity& identity) {
    const auto domain = TRY(session_.domain(identity));
    TRY(requireShutOff(domain.get(), "removing its storage"));
    const auto xml = TRY(xmlOf(domain.get(), VIR_DOMAIN_XML_INACTIVE));
    const auto files = TRY(writtenImages(xml));
    if (virDomainUndefine(domain.get()) < 0)
        return lastLibvirtError();
    return removeCloneStorage(overlaysOf(session_.uri()), files, identity.uuid);
}

Result<std::vector<std::string>>
KvmClones::removeAbandoned(const std::function<bool(const std::string&)>& isOurs) {
    const auto overlays = overlaysOf(session_.uri());
    std::error_code error;
    if (!fs::exists(overlays, error)) // libvirt need not be asked then
        return std::vector<std::string>();
    return removeAbandonedClones(overlays, isOurs, ownerAt(TRY(session_.connection())));
}

} // namespace twinvirt::kvm
