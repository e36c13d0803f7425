#pragma once

#include "lxc/network/interface_spec.h"
#include "lxc/run_directory.h"
#include "util/result.h"

#include <string>
#include <vector>

namespace twinvirt::lxc {

/// The container's network namespace as a file in its run directory, a bind mount as ip-netns(8)
/// makes them. It keeps the namespace alive beyond init, so that the devices of the host that were
/// moved there can be fetched back, whoever was killed: the kernel would delete a virtual one. Only
/// containers that need it have the file.
std::string namespaceFile(const RunDirectory& run);

/// Do these interfaces need the file: one of the host's devices, or one that a program serves?
bool needsNamespaceFile(const std::vector<InterfaceSpec>& interfaces);

/// Makes it of a descriptor of the namespace.
Result<void> keepNamespace(const RunDirectory& run, int networkNamespace);

/// Ends the programs that serve the namespace, fetches the host's devices back, under the names
/// they had, and gives the namespace up. Nothing is done without the file. A device that root
/// inside renamed or deleted is not looked for: the kernel brings a physical one back by itself.
Result<void> releaseNamespace(const RunDirectory& run,
                              const std::vector<InterfaceSpec>& interfaces);

} // namespace twinvirt::lxc
