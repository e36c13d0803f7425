#pragma once

#include "util/file_lock.h"
#include "util/result.h"

#include <chrono>
#include <string>

namespace twinvirt::lxc {

/// The files of a container that runs: ROOT/run/twinvirt/lxc/NAME/. The directory exists exactly
/// as long as the container runs, plus the moments of its start and release.
///
/// Who is allowed to change a domain holds the flock on RUN/NAME.lock, beside the directory (so
/// that the lock outlives it). The supervisor, then the keeper, holds the flock on `alive`; that
/// lock being free is the only sign of its death (design decision 5). Whoever holds the lock on
/// `alive` owns the directory; it is unlinked last but one, before the directory itself.
struct RunDirectory {
    std::string path;

    [[nodiscard]] std::string alive() const { return path + "/alive"; }
    [[nodiscard]] std::string launchSpec() const { return path + "/launch.spec"; }
    /// The live definition as XML, written by the driver before the launch: dumpxml prints it.
    [[nodiscard]] std::string liveXml() const { return path + "/live.xml"; }
    /// What the supervisor writes once init runs, see container_status.h.
    [[nodiscard]] std::string status() const { return path + "/status"; }
    [[nodiscard]] std::string consoleSocket() const { return path + "/console.sock"; }
    /// The last 64 KiB that the guest printed, see console_protocol.h.
    [[nodiscard]] std::string consoleRing() const { return path + "/console.ring"; }
    [[nodiscard]] std::string supervisorLog() const { return path + "/supervisor.log"; }
    /// Written by the driver, "destroy" or "restart": what the keeper does when init ends, whatever
    /// the definition says for that end (a `shutdown` must not restart, a `reboot` must).
    [[nodiscard]] std::string nextAction() const { return path + "/next"; }
    /// What a change of its devices is about to do, see devices/device_intent.h; there while one is
    /// under way, or was when its client was killed.
    [[nodiscard]] std::string deviceIntent() const { return path + "/device.intent"; }
    /// A symlink to the file of the persistent definition, made by the driver: while that file is
    /// there, somebody will ask for the two below. A transient domain's leads nowhere.
    [[nodiscard]] std::string definition() const { return path + "/definition"; }
    /// Beside the directory, so that it outlives it: how init ended the last time, one line, "exit
    /// 3", "signal 9", "poweroff", "reboot" or "destroyed". Of a persistent domain only.
    ///
    /// The keeper writes it without the domain's lock (who destroys holds that and waits for the
    /// keeper), then looks whether the definition is still there, and if not takes it back;
    /// undefine removes the definition, then this. So one of the two removes it. What a process
    /// that was killed between its two halves left, the next list or look-up removes (stale.h).
    [[nodiscard]] std::string lastEnd() const { return path + ".ended"; }
    /// What consoleRing() was when the container ended, by the same rule.
    [[nodiscard]] std::string lastConsole() const { return path + ".console"; }
};

/// Makes the directory (its parent exists) and takes the lock on `alive`. resourceBusy: a container
/// lives in it, or is being released this moment. What a dead one left is still in it: the caller
/// releases that first (isolation/release.h).
///
/// A supervisor that is killed between clone and init's first instructions leaves the lock to that
/// init for less than a millisecond (init closes it, or dies): who has seen it die gives
/// `patience`.
Result<FileLock> claimRunDirectory(const RunDirectory& run,
                                   std::chrono::milliseconds patience = {});

} // namespace twinvirt::lxc
