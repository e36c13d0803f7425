#pragma once

#include "lxc/network/interface_spec.h"
#include "util/result.h"

#include <sys/types.h>

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
/// background then, until endUserNetworks(), or until root inside deletes the tap.
/// operationUnsupported, with the package, when it is not installed.
Result<void> startUserNetwork(const InterfaceSpec& spec, const std::string& namespaceFile);

/// The processes of pasta that serve this namespace, known by that argument: there is no other
/// trace of one whose starter was killed.
std::vector<pid_t> userNetworkProcesses(const std::string& namespaceFile);

/// Kills them. pasta watches the file as well, but overlooks its end when another one in the
/// directory goes at the same moment (0.0~git20230309).
void endUserNetworks(const std::string& namespaceFile);
/// The one behind this interface; its tap goes with it.
void endUserNetwork(const std::string& namespaceFile, const std::string& guestName);

} // namespace twinvirt::lxc
