#include "lxc/lxc_clones.h"

#include "api/clone_directory.h"
#include "lxc/clone_definition.h"
#include "lxc/container_spec.h"
#include "lxc/domain_lock.h"
#include "lxc/elements.h"
#include "lxc/filesystem_plan.h"
#include "lxc/isolation/host_source.h"
#include "lxc/layers.h"
#include "lxc/tree_copy.h"
#include "lxc/upper_changes.h"
#include "util/atomic_file.h"
#include "util/rollback.h"

#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <filesystem>

namespace twinvirt::lxc {

namespace fs = std::filesystem;

namespace {

void removeTree(const std::string& directory) {
    std::error_code ignored;
    fs::remove_all(directory, ignored);
}

Result<void> requireShutOff(DriverContext& context, const DomainIdentity& domain,
                            const std::string& what) {
    const auto record = TRY(requireDomain(context, domain));
    if (record.id)
        return operationInvalid("domain is running; " + what + " needs it shut off");
    return {};
}

/// The root of an overlay has the owner and the mode of its upper directory.
Result<void> makeUpper(const Filesystem& overlay) {
    const UniqueFd base = TRY(openSource(overlay.source.value_or("")));
    struct stat info {};
    if (::fstat(base.get(), &info) != 0)
        return systemError("stat '" + overlay.source.value_or("") + "'");
    const std::string& upper = overlay.overlay->upperDir;
    for (const std::string& directory : {upper, overlay.overlay->workDir})
        if (::mkdir(directory.c_str(), 0700) != 0)
            return systemError("make directory '" + directory + "'");
    if (::chown(upper.c_str(), info.st_uid, info.st_gid) != 0 ||
        ::chmod(upper.c_str(), info.st_mode & 07777U) != 0)
        return systemError("chown '" + upper + "'");
    return {};
}

Result<void> makeStorage(const ClonePlan& plan, const CloneRequest& request) {
    if (plan.overlay)
        TRY(makeUpper(*plan.overlay));
    if (!plan.copiedFrom)
        return {};
    TRY(openSource(*plan.copiedFrom));
    const auto report = [&request](double fraction) {
        if (request.progress)
            request.progress("copying the root of '" + request.name + "'", fraction);
    };
    return copyTree(*plan.copiedFrom, plan.copiedTo, report);
}

Result<DomainRecord> defineClone(DriverContext& context, const DomainDefinition& definition) {
    TRY(refuseElements(definition.name, checkElements(definition)));
    TRY(checkContainer(definition));
    TRY(recordLayers(context.paths, definition));
    forgetLastRun(context.paths, definition.name); // of an earlier one of this name
    if (const auto saved = context.store.save(definition); !saved) {
        forgetLayers(context.paths, definition.name);
        return saved.error();
    }
    return recordOf(context, definition.name);
}

OwnerName ownerIn(const DomainStore& store) {
    return [&store](const Uuid& uuid) -> std::optional<std::string> {
        const auto owner = store.findByUuid(uuid);
        return owner && *owner ? std::optional((*owner)->name) : std::nullopt;
    };
}

/// What the domain's file systems write to.
std::vector<std::string> writtenSources(const DomainDefinition& definition) {
    std::vector<std::string> sources;
    for (const auto& filesystem : definition.devices.filesystems) {
        if (filesystem.readOnly || !filesystem.source)
            continue;
        if (filesystem.overlay)
            sources.push_back(filesystem.overlay->upperDir);
        else if (filesystem.type != "bind" && *filesystem.source != "/")
            sources.push_back(*filesystem.source);
    }
    return sources;
}

} // namespace

Result<ClonedDomain> LxcClones::cloneDomain(const DomainIdentity& domain,
                                            const CloneRequest& request) {
    TRY(checkDomainName(request.name));
    if (request.name == domain.name)
        return operationInvalid("a domain cannot be its own clone");
    // Of two names the smaller first, so that two clones in opposite directions do not wait.
    const auto names = std::minmax(domain.name, request.name);
    const auto first = TRY(DomainLock::acquire(context_.paths, names.first));
    const auto second = TRY(DomainLock::acquire(context_.paths, names.second));
    TRY(requireShutOff(context_, domain, "clone"));
    const auto original = TRY(context_.store.load(domain.name));
    const std::string directory = context_.paths.clones() + "/" + domainFileName(request.name);
    const auto plan = TRY(planClone(original, request.name, directory, request.snapshot));
    if (context_.store.contains(request.name) || recordOf(context_, request.name))
        return Error{ErrorCode::operationFailed,
                     "operation failed: domain '" + request.name + "' already exists"};
    TRY(context_.refuseTakenIdentity(request.name, *plan.definition.uuid));
    Rollback rollback;
    if (plan.overlay || plan.copiedFrom) {
        TRY(makeCloneDirectory(directory, *plan.definition.uuid, ownerIn(context_.store)));
        rollback.add([&directory] { removeTree(directory); });
        TRY(makeStorage(plan, request));
    }
    ClonedDomain cloned{TRY(defineClone(context_, plan.definition)), plan.notes};
    rollback.dismiss();
    finishCloneDirectory(directory);
    return cloned;
}

Result<std::vector<FileChange>> LxcClones::changedFiles(const DomainIdentity& domain) {
    const auto record = TRY(requireDomain(context_, domain));
    if (record.id) {
        const auto text = TRY(readFile(context_.paths.runDirectory(domain.name).launchSpec()));
        const auto spec = TRY(decodeLaunchSpec(text));
        if (spec.root.kind == MountSpec::Kind::overlay)
            return changesOfOverlay(spec.root);
    } else {
        const auto definition = TRY(context_.store.load(domain.name));
        for (const auto& filesystem : definition.devices.filesystems)
            if (filesystem.target == "/" && filesystem.type == "overlay")
                return changesOfOverlay(TRY(planFilesystem(filesystem, {})));
    }
    return operationInvalid("the root of domain '" + domain.name +
                            "' is no overlay, so there is nothing to compare it with; "
                            "'clone --snapshot' makes such a domain");
}

Result<RemovedStorage> LxcClones::undefineWithStorage(const DomainIdentity& domain) {
    const auto lock = TRY(DomainLock::acquire(context_.paths, domain.name));
    TRY(requireShutOff(context_, domain, "removing its storage"));
    const auto definition = TRY(context_.store.load(domain.name));
    const auto sources = writtenSources(definition);
    const auto exists = [this](const std::string& name) {
        return recordOf(context_, name).has_value();
    };
    const auto use = findLayerUse(context_.paths, domain.name, sources, exists);
    if (use)
        return operationInvalid("domain '" + use->domain + "' shows '" + use->layer +
                                "' through an overlay; undefine it first");
    TRY(context_.store.remove(domain.name));
    forgetLastRun(context_.paths, domain.name);
    forgetLayers(context_.paths, domain.name);
    context_.crashed.erase(domain.name);
    return removeCloneStorage(context_.paths.clones(), sources, domain.uuid);
}

Result<std::vector<std::string>>
LxcClones::removeAbandoned(const std::function<bool(const std::string&)>& isOurs) {
    auto removed =
        TRY(removeAbandonedClones(context_.paths.clones(), isOurs, ownerIn(context_.store)));
    for (const auto& directory : removed)
        forgetLayers(context_.paths, fs::path(directory).filename());
    return removed;
}

} // namespace twinvirt::lxc
