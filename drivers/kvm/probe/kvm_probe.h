#pragma once

#include "util/result.h"

#include <chrono>
#include <string>

namespace twinvirt::kvm {

/// Whether KVM can run a guest on this host, found out by running one.
struct KvmVerdict {
    bool works = false;
    std::string reason; ///< why not, or how long the tiny guest took

    bool operator==(const KvmVerdict&) const = default;
};

struct ProbeRequest {
    std::string emulator = "/usr/bin/qemu-system-x86_64";
    std::string accelerator = "kvm"; ///< "tcg" shows that the payload itself is sound
    /// A working KVM is through in 0.3 s; where each instruction is emulated it takes minutes.
    std::chrono::milliseconds limit{4000};
};

/// Boots boot_sector.S (BIOS, real mode, long mode, a loop) under a watchdog. Never an error of the
/// host's: what is missing is the verdict's reason.
KvmVerdict runKvmProbe(const ProbeRequest& request);

/// The same, once per host: the verdict is kept in `cacheDirectory` and serves as long as boot,
/// kernel and QEMU are the same. Concurrent callers wait for one probe.
KvmVerdict probedKvm(const ProbeRequest& request, const std::string& cacheDirectory);

/// /var/cache/twinvirt for root, otherwise twinvirt in the user's XDG cache.
std::string probeCacheDirectory();

} // namespace twinvirt::kvm
