#pragma once

namespace twinvirt::lxc {

/// Every signal does what it does by default and none is blocked: what the caller ignored or
/// blocked is none of the container's business. Signals 32 and 33 too, which the C library keeps
/// for itself and posix_spawn leaves ignored.
void resetSignals();

} // namespace twinvirt::lxc
