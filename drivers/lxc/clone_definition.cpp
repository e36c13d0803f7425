#include "lxc/clone_definition.h"

#include "lxc/filesystem_plan.h"

namespace twinvirt::lxc {

/// The original's root seen through an overlay; of a root that is one, all its layers.
static Result<Filesystem> snapshotOf(const Filesystem& root, const std::string& directory) {
    Filesystem overlay = root;
    overlay.type = "overlay";
    overlay.readOnly = false;
    overlay.overlay.emplace();
    if (root.type == "overlay" && root.overlay) {
        overlay.overlay->lowerDirs = root.overlay->lowerDirs;
        overlay.overlay->lowerDirs.insert(overlay.overlay->lowerDirs.begin(),
                                          root.source.value_or(""));
        overlay.source = root.overlay->upperDir;
    }
    overlay.overlay->upperDir = directory + "/upper";
    overlay.overlay->workDir = directory + "/work";
    TRY(planFilesystem(overlay, {}));
    return overlay;
}

static Result<void> cloneRoot(Filesystem& root, const std::string& directory, bool snapshot,
                              ClonePlan& plan) {
    if (root.type != "mount" && !(root.type == "overlay" && snapshot)) {
        if (root.type == "overlay")
            return filesystemError(root, "an overlay is cloned as another one; add --snapshot");
        return filesystemError(root, "cannot be cloned as the root; only a directory "
                                     "(type='mount') can");
    }
    if (snapshot) {
        root = TRY(snapshotOf(root, directory));
        plan.overlay = root;
        return {};
    }
    plan.copiedFrom = root.source;
    plan.copiedTo = directory + "/root";
    root.source = plan.copiedTo;
    return {};
}

static bool isWritten(const Filesystem& filesystem) {
    return !filesystem.readOnly && filesystem.type != "ram" && filesystem.type != "bind";
}

Result<ClonePlan> planClone(const DomainDefinition& original, const std::string& name,
                            const std::string& directory, bool snapshot) {
    ClonePlan plan;
    plan.definition = original;
    plan.definition.name = name;
    plan.definition.uuid = Uuid::random();
    plan.definition.id.reset();
    for (auto& interface : plan.definition.devices.interfaces) {
        interface.mac.reset();
        interface.targetDevice.reset();
    }
    for (auto& filesystem : plan.definition.devices.filesystems) {
        const bool sharedRoot = filesystem.type == "mount" && filesystem.source == "/";
        if (filesystem.target == "/" && !sharedRoot) {
            TRY(cloneRoot(filesystem, directory, snapshot, plan));
            continue;
        }
        if (!isWritten(filesystem) || sharedRoot)
            continue;
        if (filesystem.type != "mount") // one writer only: an image, a device, an upper directory
            return filesystemError(filesystem,
                                   "cannot be shared with a clone; make it <readonly/>");
        plan.notes.push_back("'" + filesystem.source.value_or("") + "' on '" + filesystem.target +
                             "' is shared by '" + original.name + "' and '" + name + "'");
    }
    return plan;
}

} // namespace twinvirt::lxc
