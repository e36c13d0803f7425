#pragma once

#include "api/domain_file_name.h"
#include "api/uri.h"
#include "lxc/run_directory.h"

#include <string>

namespace twinvirt::lxc {

/// Where the driver keeps its state. With lxc:///embed?root=DIR all of it is below DIR (design
/// decision 14).
struct StatePaths {
    std::string root; ///< empty, or DIR

    static StatePaths of(const ConnectionUri& uri) { return {uri.root}; }

    [[nodiscard]] std::string definitions() const { return root + "/etc/twinvirt/lxc"; }
    [[nodiscard]] std::string run() const { return root + "/run/twinvirt/lxc"; }
    /// What `clone` makes: NAME/root, or NAME/upper and NAME/work.
    [[nodiscard]] std::string clones() const { return root + "/var/lib/twinvirt/clones"; }
    /// See layers.h.
    [[nodiscard]] std::string layers() const { return root + "/var/lib/twinvirt/layers"; }
    [[nodiscard]] RunDirectory runDirectory(const std::string& name) const {
        return {run() + "/" + domainFileName(name)};
    }
    /// See network/link_names.h.
    [[nodiscard]] std::string linkCounter() const { return root + "/run/twinvirt/links"; }
    /// libvirt's own place, so that its users' scripts go on working; see isolation/hook.h.
    [[nodiscard]] std::string hook() const { return root + "/etc/libvirt/hooks/lxc"; }
    /// Held by whoever changes the domain; it exists only while it is held.
    [[nodiscard]] std::string lock(const std::string& name) const {
        return runDirectory(name).path + ".lock";
    }
};

} // namespace twinvirt::lxc
