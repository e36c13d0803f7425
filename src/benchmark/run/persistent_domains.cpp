#include "benchmark/run/persistent_domains.h"

#include "api/domain_clones.h"
#include "benchmark/run/clean_up.h"
#include "xml/domain_xml.h"

#include <sys/stat.h>

#include <filesystem>
#include <optional>

namespace twinvirt::bench {

namespace fs = std::filesystem;

PersistentDomains::~PersistentDomains() {
    // Nobody is left to be told; the run reports what removeAll said when it called it itself.
    static_cast<void>(removeAll().has_value());
}

/// The CPU of the host is KVM's alone; what never runs needs none.
static void doWithoutKvm(DomainDefinition& definition) {
    definition.type = DomainType::qemu;
    std::erase_if(definition.kept, [](const KeptXml& kept) { return kept.name == "cpu"; });
}

Result<DomainIdentity> PersistentDomains::define(const PreparedArm& arm, const std::string& name,
                                                 bool emulate) {
    PreparedArm titled = arm;
    titled.definition.title = persistentTitle;
    if (emulate && titled.definition.type == DomainType::kvm)
        doWithoutKvm(titled.definition);
    const auto record =
        TRY_WITHIN("instance '" + name + "'", driver_.defineDomain(instanceDocument(titled, name)));
    domains_.push_back(record.identity);
    return record.identity;
}

Result<DomainIdentity> PersistentDomains::snapshot(const DomainIdentity& original,
                                                   const std::string& name) {
    CloneRequest request;
    request.name = name;
    request.snapshot = true;
    auto cloned = driver_.clones()->cloneDomain(original, request);
    if (!cloned && cloned.error().code == ErrorCode::configUnsupported)
        return Error{ErrorCode::operationUnsupported, cloned.error().message};
    if (!cloned)
        return cloned.error().within("instance '" + name + "'");
    domains_.push_back(cloned->record.identity);
    return cloned->record.identity;
}

/// What the file, or the directory and all in it, take on disk.
static double allocatedBytes(const std::string& directory) {
    const auto bytesOf = [](const std::string& path) -> double {
        constexpr double unit = 512; // man 2 stat: st_blocks
        struct stat info {};
        return ::lstat(path.c_str(), &info) == 0 ? unit * static_cast<double>(info.st_blocks) : 0;
    };
    double bytes = bytesOf(directory);
    std::error_code error;
    for (const auto& entry : fs::recursive_directory_iterator(directory, error))
        bytes += bytesOf(entry.path());
    return bytes;
}

Result<double> PersistentDomains::storageMib(const DomainIdentity& snapshot) {
    const std::string xml = TRY(driver_.dumpXml(snapshot, {.inactive = true}));
    const auto definition = TRY(readDomainDefinition({snapshot.name + ".xml", xml}));
    double bytes = 0;
    for (const Filesystem& filesystem : definition.devices.filesystems)
        if (filesystem.overlay)
            bytes += allocatedBytes(filesystem.overlay->upperDir) +
                     allocatedBytes(filesystem.overlay->workDir);
    for (const Disk& disk : definition.devices.disks)
        if (!disk.readOnly)
            bytes += allocatedBytes(disk.source.value_or(""));
    return bytes / (1024 * 1024);
}

Result<void> PersistentDomains::removeAll() {
    std::optional<Error> firstError;
    for (; !domains_.empty(); domains_.pop_back()) {
        // It takes away what clone made and nothing else: the tree is the run's.
        const auto removed = driver_.clones()->undefineWithStorage(domains_.back());
        const bool gone = removed || removed.error().code == ErrorCode::noDomain;
        if (!gone && !firstError)
            firstError = removed.error().within("remove '" + domains_.back().name + "'");
    }
    if (firstError)
        return *firstError;
    return {};
}

Error PersistentDomains::removeAllAfter(Error reason) {
    return afterRemoval(std::move(reason), removeAll());
}

} // namespace twinvirt::bench
