#pragma once

#include "lxc/launch_spec.h"
#include "model/domain_definition.h"
#include "util/result.h"

#include <string>
#include <vector>

namespace twinvirt::lxc {

/// What only a look at the host tells about the source of a <filesystem>.
struct SourceFacts {
    enum class Kind { file, device, directory };
    std::string path;       ///< of a volume: where it is; else as it is written
    Kind kind = Kind::file; ///< of a volume
    std::string filesystem; ///< found in an image or on a device: "ext4"
};

/// The mounts of a definition: the one for "/" and the others in their order. `facts` has one entry
/// for each <filesystem>, or none when the host was not looked at. Errors name the element, its
/// line and the remedy.
struct FilesystemPlan {
    std::optional<MountSpec> root; ///< absent: the host's root is shared
    std::vector<MountSpec> mounts;
};
Result<FilesystemPlan> planFilesystems(const std::vector<Filesystem>& filesystems,
                                       const std::vector<SourceFacts>& facts);
/// One of them.
Result<MountSpec> planFilesystem(const Filesystem& filesystem, const SourceFacts& facts);

/// Says where in the run directory each image that is not raw is shown, MountSpec::exported; one
/// that was said stays.
void nameExports(LaunchSpec& spec);

/// "<filesystem type='file'> at line 12: REASON"
Error filesystemError(const Filesystem& filesystem, const std::string& reason);

} // namespace twinvirt::lxc
