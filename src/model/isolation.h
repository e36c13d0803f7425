#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace twinvirt {

/// What a container promises as a whole; each part can be set by itself as well.
enum class IsolationPreset {
    standard, ///< ours
    hardened, ///< for a program that is not trusted
    compat    ///< as loose as libvirt's LXC driver
};

/// <twinvirt:rlimit name='nofile' soft='1024' hard='unlimited'/>
struct ResourceLimit {
    static constexpr std::uint64_t unlimited = ~std::uint64_t{0};
    std::string name; ///< as in limits.conf(5) and prlimit(1): "nofile"
    std::uint64_t soft = unlimited;
    std::uint64_t hard = unlimited;

    bool operator==(const ResourceLimit&) const = default;
};

/// <twinvirt:isolation>, ours: what libvirt has no element for. What is absent is the preset's.
struct Isolation {
    IsolationPreset preset = IsolationPreset::standard;
    std::optional<std::string> seccompProfile; ///< "default" or "allow"
    std::optional<std::string> seccompFile;    ///< a policy in LXC's format, on the host
    std::optional<bool> noNewPrivileges;
    std::optional<bool> ownTime; ///< a time namespace: uptime begins with the container
    std::vector<ResourceLimit> limits;

    bool operator==(const Isolation&) const = default;
};

} // namespace twinvirt
