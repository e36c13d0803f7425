#pragma once

#include "util/result.h"

#include <string>

namespace twinvirt {

/// A connection URI: "lxc:///system", "qemu:///system", "test:///default",
/// "lxc:///embed?root=/tmp/t" (all state below that directory: for tests, as libvirt's
/// qemu:///embed), "twin:///system" (both kinds at once, the default).
struct ConnectionUri {
    std::string scheme; ///< lxc, qemu, kvm, test, mock, twin
    std::string path;   ///< "/system"
    std::string root;   ///< of ?root=; empty otherwise

    bool operator==(const ConnectionUri&) const = default;

    [[nodiscard]] std::string toString() const;
    /// Errors: invalidArgument with what is wrong and an example.
    static Result<ConnectionUri> parse(const std::string& text);
};

} // namespace twinvirt
