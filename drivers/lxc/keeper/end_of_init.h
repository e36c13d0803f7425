#pragma once

#include "lxc/keeper/keeper_arguments.h"

namespace twinvirt::lxc {

/// How init ended, and what follows from it.
///
/// As in libvirt, a process that ends by itself, whatever its exit status, was shut down:
/// on_poweroff; so was one that called reboot(RB_POWER_OFF) (the kernel ends it with SIGINT), and
/// RB_AUTOBOOT (SIGHUP) is on_reboot. Any other signal is a crash: on_crash (libvirt has none for
/// containers). What the driver wrote into RunDirectory::nextAction() goes before all of these.
struct EndOfInit {
    bool restart = false;
    char text[32]; ///< RunDirectory::lastEnd()

    /// Reaps init, which has ended.
    static EndOfInit reap(const KeeperArguments& arguments);
    static EndOfInit destroyed();
    /// Keeps lastEnd() and lastConsole() of a persistent domain, see run_directory.h.
    void keep(const KeeperArguments& arguments) const;
};

} // namespace twinvirt::lxc
