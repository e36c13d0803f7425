#pragma once

#include <string>
#include <vector>

namespace twinvirt::bench {

/// The tools of others that an arm of type='external' can name; src/benchmark/run/external has an
/// adapter for each.
inline const std::vector<std::string>& externalTools() {
    static const std::vector<std::string> all{"lxc",         "crun",   "runc",
                                              "libvirt-lxc", "podman", "systemd-nspawn"};
    return all;
}

} // namespace twinvirt::bench
