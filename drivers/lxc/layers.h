#pragma once

#include "lxc/launch_spec.h"
#include "lxc/state_paths.h"
#include "model/domain_definition.h"
#include "util/result.h"

#include <functional>
#include <optional>
#include <string>

namespace twinvirt::lxc {

/// Who shows whose directories through an overlay. What changes below an overlay damages what is
/// seen through it (Documentation/filesystems/overlayfs.rst, "Changes to underlying filesystems"),
/// so a domain that would write into such a layer does not start, and its storage is not removed,
/// while the other is defined or runs.
///
/// ROOT/var/lib/twinvirt/layers/NAME has a line for each layer of the domain; it is written before
/// the definition that needs it, and an entry whose domain is neither defined nor running counts
/// for nothing.

/// Tells whether the domain of this name is defined or runs.
using DomainExists = std::function<bool(const std::string& name)>;

/// Writes the entry of a definition that is about to be stored or started; of one without overlays
/// there is none. While the domain has a run directory what its entry says stays in it: it may run
/// by another definition than the one that is stored.
Result<void> recordLayers(const StatePaths& paths, const DomainDefinition& definition);
/// The file of the domain's entry, which may not be there.
std::string layerFile(const StatePaths& paths, const std::string& name);
/// The entry as it is, and back to that: when what a change recorded did not come about.
std::optional<std::string> layerEntry(const StatePaths& paths, const std::string& name);
void restoreLayerEntry(const StatePaths& paths, const std::string& name,
                       const std::optional<std::string>& entry);
void forgetLayers(const StatePaths& paths, const std::string& name);

/// Another domain that has one of these directories, or one above or below it, as a layer.
struct LayerUse {
    std::string domain;
    std::string layer;
};
std::optional<LayerUse> findLayerUse(const StatePaths& paths, const std::string& name,
                                     const std::vector<std::string>& directories,
                                     const DomainExists& exists);

/// The directories of the host that a container of this spec writes to.
std::vector<std::string> writtenDirectories(const LaunchSpec& spec);

/// operationInvalid when the domain would write into a layer of another one, or when a container
/// that runs writes into one of its own. Call it when the spec is in the run directory: of two that
/// start at once, at least one sees the other.
Result<void> guardLayers(const StatePaths& paths, const LaunchSpec& spec,
                         const DomainExists& exists);

} // namespace twinvirt::lxc
