#pragma once

#include "lxc/network/interface_spec.h"
#include "util/host_program.h"
#include "util/result.h"

#include <string>

namespace twinvirt::lxc {

/// The binding of libvirt's nwfilter driver as XML (libvirt's formatnwfilterbinding): whose link
/// it is, its name on the host, the container's MAC, the filter and its parameters.
std::string filterBindingXml(const InterfaceSpec& spec);

/// What is wrong when virsh's nwfilter-binding-create ended so, and what to do:
/// operationUnsupported when there is no virsh, noConnect when no daemon answers,
/// operationTimeout; else (a filter that is missing, say) operationFailed with libvirt's words.
Error filterError(const InterfaceSpec& spec, const HostProgramEnd& end);

/// Has libvirt filter what passes the host's end of the interface (InterfaceSpec::hostName), which
/// is new: a binding of that name is of a link that is gone, and replaced. On failure there is
/// none.
Result<void> bindFilter(const InterfaceSpec& spec);

/// Has libvirt delete the binding and its rules, which outlive the link, the daemon and a client.
/// None is no error; one that is not this container's stays.
Result<void> unbindFilter(const InterfaceSpec& spec);

} // namespace twinvirt::lxc
