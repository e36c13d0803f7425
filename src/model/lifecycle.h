#pragma once

namespace twinvirt {

/// The values of <on_poweroff>, <on_reboot> and <on_crash>.
enum class LifecycleAction {
    destroy,
    restart,
    preserve,
    renameRestart,
    coredumpDestroy, ///< on_crash only
    coredumpRestart, ///< on_crash only
};

} // namespace twinvirt
