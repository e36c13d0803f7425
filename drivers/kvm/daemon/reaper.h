#pragma once

#include "kvm/daemon/log_tail.h"
#include "util/result.h"

#include <sys/types.h>

namespace twinvirt::kvm {

/// libvirtd and virtlogd as children of this process, and the reaping of every process that they
/// leave to it.
class Reaper {
  public:
    /// Returns when libvirtd answers on its socket; on an error both daemons have ended.
    Result<void> start();
    /// Reaps until there is nothing left to reap. libvirtd that left by itself has no machine, so
    /// virtlogd is ended too; when libvirtd was killed, machines may still run and write through
    /// virtlogd, which then stays.
    void run();

  private:
    Result<void> awaitLibvirtd(const LogTail& log);

    pid_t libvirtd_ = -1;
    pid_t virtlogd_ = -1;
};

} // namespace twinvirt::kvm
