#pragma once

#include "lxc/launch_spec.h"
#include "util/result.h"

#include <sys/types.h>

#include <string>
#include <vector>

namespace twinvirt::lxc {

/// An image of a format that the kernel does not read (qcow2), shown as a raw file: by
/// qemu-storage-daemon(1) over FUSE, which every kernel has, where qemu-nbd would need the module
/// nbd. A loop device makes a disk of that file.

struct ImageExport {
    std::string image;
    std::string format; ///< "qcow2"
    bool readOnly = false;
    std::string exported; ///< where the raw file appears
};

/// Is qemu-storage-daemon installed?
bool hasImageExports();

/// Returns when the file is there. The daemon is in the background then, outside the container,
/// until endImageExport(). It follows no backing file, whatever the image says: its content would
/// be shown inside. operationUnsupported, with the package, when it is not installed.
Result<void> startImageExport(const ImageExport& request);

/// Waits until no loop device uses the file (the kernel writes what it has kept), then ends the
/// daemon, which writes the rest, and removes the file. Whoever killed the starter: the daemon is
/// known by this argument.
void endImageExport(const std::string& exported);

/// Of all images that are mounted in this container; those of devices end with their nodes.
void endImageExports(const LaunchSpec& spec);

/// The daemons that show images of this container: what they cost is the container's.
std::vector<pid_t> imageExporters(const LaunchSpec& spec);

} // namespace twinvirt::lxc
