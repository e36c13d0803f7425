#pragma once

#include "model/domain_definition.h"
#include "util/result.h"

#include <functional>
#include <string>
#include <vector>

namespace twinvirt {

/// A configuration of another tool, read for domxml-from-native.
struct NativeSource {
    std::string fileName; ///< for messages, and what relative names in it are relative to
    std::string text;
    /// Reads a file that the configuration includes.
    std::function<Result<std::string>(const std::string& path)> readFile;
};

/// What it says as a definition, not yet completed.
struct NativeImport {
    DomainDefinition definition;
    /// What was dropped or understood differently, "FILE:LINE: KEY: what, and what to do".
    std::vector<std::string> notes;
};

/// A definition in another tool's words, for domxml-to-native.
struct NativeExport {
    std::string text;
    std::vector<std::string> notes; ///< "<element>: what was left out and why"
};

/// One format of other tools that a kind of domain can read and write.
struct NativeFormat {
    std::string name; ///< libvirt's: "lxc-tools"
    std::function<Result<NativeImport>(const NativeSource&)> read;
    std::function<Result<NativeExport>(const DomainDefinition&)> write;
};

} // namespace twinvirt
