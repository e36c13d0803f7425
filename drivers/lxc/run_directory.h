#pragma once

#include <string>

namespace twinvirt::lxc {

/// The files of a container that runs: ROOT/run/twinvirt/lxc/NAME/. The directory exists exactly
/// as long as the container runs, plus the moments of its start and release.
///
/// Who is allowed to change a domain holds the flock on RUN/NAME.lock, beside the directory (so
/// that the lock outlives it). The supervisor, then the keeper, holds the flock on `alive`; that
/// lock being free is the only sign of its death (design decision 5).
struct RunDirectory {
    std::string path;

    [[nodiscard]] std::string alive() const { return path + "/alive"; }
    [[nodiscard]] std::string launchSpec() const { return path + "/launch.spec"; }
    /// The live definition as XML, written by the driver before the launch: dumpxml prints it.
    [[nodiscard]] std::string liveXml() const { return path + "/live.xml"; }
    /// What the supervisor writes once init runs, see container_status.h.
    [[nodiscard]] std::string status() const { return path + "/status"; }
    [[nodiscard]] std::string consoleSocket() const { return path + "/console.sock"; }
    /// The last 64 KiB that the guest printed.
    [[nodiscard]] std::string consoleRing() const { return path + "/console.ring"; }
    [[nodiscard]] std::string supervisorLog() const { return path + "/supervisor.log"; }
};

} // namespace twinvirt::lxc
