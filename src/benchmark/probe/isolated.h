#pragma once

#include <span>
#include <string>

namespace twinvirt::bench::probe {

/// isolated [pid|mount|uts|ipc|net|cgroup]... [join=DIR]... [cpu=N]: serves in a child with
/// exactly these new namespaces (man 7 namespaces), which has joined these cgroups before and runs
/// on this CPU only. With `mount` nothing that it mounts reaches the host, with `pid` beside it it
/// has a /proc of its own, with `net` its loopback interface is up. The child's exit status, or 1
/// after an error event.
int serveIsolated(std::span<const std::string> words);

} // namespace twinvirt::bench::probe
