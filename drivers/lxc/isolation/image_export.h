#pragma once

#include "lxc/launch_spec.h"
#include "util/result.h"

#include <string>

namespace twinvirt::lxc {

/// An image of a format that the kernel does not read (qcow2), shown as a raw file at
/// `mount.exported`: by qemu-storage-daemon(1) over FUSE, which every kernel has, where qemu-nbd
/// would need the module nbd. A loop device makes a disk of that file.

/// Is qemu-storage-daemon installed?
bool hasImageExports();

/// Returns when the file is there. The daemon is in the background then, outside the container,
/// until endImageExport(). It follows no backing file, whatever the image says: its content would
/// be shown inside. operationUnsupported, with the package, when it is not installed.
Result<void> startImageExport(const MountSpec& mount);

/// Waits until no loop device uses the file (the kernel writes what it has kept), then ends the
/// daemon, which writes the rest, and removes the file. Whoever killed the starter: the daemon is
/// known by this argument.
void endImageExport(const std::string& exported);

/// Of all images of this container.
void endImageExports(const LaunchSpec& spec);

} // namespace twinvirt::lxc
