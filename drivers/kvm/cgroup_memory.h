#pragma once

#include <sys/types.h>

#include <optional>
#include <string>

namespace twinvirt::kvm {

/// The file that holds the bytes used by the cgroup that libvirt made for a machine, found from
/// QEMU's process: memory.usage_in_bytes (v1) or memory.current (v2). nullopt when libvirt made
/// none, since QEMU then shares the cgroup of libvirtd.
std::optional<std::string> cgroupMemoryFile(pid_t qemu, const std::string& proc = "/proc",
                                            const std::string& cgroups = "/sys/fs/cgroup");

} // namespace twinvirt::kvm
