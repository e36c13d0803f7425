#pragma once

#include <string>

namespace twinvirt::kvm {

/// True when somebody listens on the socket: connect(2) succeeds.
bool answersOn(const std::string& path);

inline constexpr const char* libvirtdSocket = "/run/libvirt/libvirt-sock";
inline constexpr const char* virtlogdSocket = "/run/libvirt/virtlogd-sock";

} // namespace twinvirt::kvm
