#pragma once

#include <cstdint>
#include <vector>

namespace twinvirt::lxc {

/// The BPF (struct sock_filter[]) of the default profile, see profile.h; made at build time.
std::vector<std::uint8_t> defaultSeccompFilter();

} // namespace twinvirt::lxc
