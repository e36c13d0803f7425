#pragma once

#include <optional>
#include <string>
#include <vector>

namespace twinvirt {

/// <initenv name='A'>value</initenv>
struct InitEnvironment {
    std::string name;
    std::string value;

    bool operator==(const InitEnvironment&) const = default;
};

/// <os>: `type` is "exe" for a container, "hvm" for a machine.
struct OperatingSystem {
    std::string type;
    std::optional<std::string> arch;
    std::optional<std::string> machine;

    // container
    std::optional<std::string> init; ///< absolute path inside the container
    std::vector<std::string> initArguments;
    std::vector<InitEnvironment> initEnvironment;
    std::optional<std::string> initDirectory;
    std::optional<std::string> initUser;  ///< name, number, or +number
    std::optional<std::string> initGroup; ///< name, number, or +number

    // machine
    std::vector<std::string> bootDevices; ///< hd, cdrom, network, fd
    std::optional<std::string> kernel;
    std::optional<std::string> initrd;
    std::optional<std::string> cmdline;

    bool operator==(const OperatingSystem&) const = default;
};

} // namespace twinvirt
