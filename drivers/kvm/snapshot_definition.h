#pragma once

#include "util/result.h"
#include "util/uuid.h"

#include <string>
#include <vector>

namespace twinvirt::kvm {

/// What a snapshot clone of a machine is made of.
struct SnapshotPlan {
    std::string xml;                ///< of the snapshot
    std::string base;               ///< image or device of the original's first disk
    std::string baseFormat;         ///< "raw", "qcow2"
    std::vector<std::string> notes; ///< what both machines have from now on
};

/// The snapshot of the machine `xml`: its first disk becomes a qcow2 overlay in the file `overlay`,
/// which the machine may write to; name, UUID and MAC addresses are its own. configUnsupported when
/// it has no disk that an overlay could show, or when the original writes to a disk of its own:
/// that would change beneath the overlay.
Result<SnapshotPlan> planSnapshot(const std::string& xml, const std::string& name, const Uuid& uuid,
                                  const std::string& overlay);

} // namespace twinvirt::kvm
