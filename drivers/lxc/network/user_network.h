#pragma once

#include "lxc/network/interface_spec.h"
#include "util/result.h"

#include <string>
#include <vector>

namespace twinvirt::lxc {

/// The arguments of pasta(1) for an interface of type='user', argv[0] first: a tap in the namespace
/// that `namespaceFile` holds, whose traffic pasta turns into sockets of its own on the host. The
/// container reaches what the host reaches, but not the host's loopback; nobody reaches it.
std::vector<std::string> pastaArguments(const InterfaceSpec& spec,
                                        const std::string& namespaceFile);

/// Is pasta installed?
bool hasUserNetworks();

/// Runs pasta and returns when the interface is there, up and with its address. pasta is in the
/// background then, and ends when `namespaceFile` is removed, or when root inside deletes the tap.
/// operationUnsupported, with the package, when it is not installed.
Result<void> startUserNetwork(const InterfaceSpec& spec, const std::string& namespaceFile);

} // namespace twinvirt::lxc
