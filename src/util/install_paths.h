#pragma once

#include <string>

namespace twinvirt {

/// Where the parts of this very build or installation are: absolute, found relative to the running
/// program (bin/twinsh), so that a build tree, a prefix and a package all work without settings.
struct InstallPaths {
    std::string libexec; ///< the static programs: twinvirt-supervisor, twinvirt-keeper,
                         ///< twinvirt-bench-probe
    std::string modules; ///< libtwinvirt.so and the driver modules
    std::string data;    ///< schemas/, xml-examples/

    /// Of the program that runs (/proc/self/exe).
    static InstallPaths ofThisProgram();
    /// Of the tree whose folder of programs is `binDirectory`; for tests, which live elsewhere.
    static InstallPaths fromBin(const std::string& binDirectory);
};

} // namespace twinvirt
