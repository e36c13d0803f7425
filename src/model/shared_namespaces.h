#pragma once

#include <optional>
#include <string>

namespace twinvirt {

/// <lxc:sharenet type='netns' value='red'/>: whose namespace is joined.
struct SharedNamespace {
    std::string type;  ///< name: a container's; pid: a process's; netns: one of `ip netns`
    std::string value; ///< the name, the number, the name

    bool operator==(const SharedNamespace&) const = default;
};

/// <lxc:namespace>; absent: a namespace of its own.
struct SharedNamespaces {
    std::optional<SharedNamespace> net;
    std::optional<SharedNamespace> ipc;
    std::optional<SharedNamespace> uts;

    bool operator==(const SharedNamespaces&) const = default;
};

} // namespace twinvirt
