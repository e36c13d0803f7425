#include "lxc/isolation/signals.h"

#include <sys/syscall.h>

#include <array>
#include <csignal>
#include <cstdint>
#include <unistd.h>

namespace twinvirt::lxc {

void resetSignals() {
    constexpr int last = 64;
    // Of the kernel, not the C library's: handler, flags, restorer and mask, all 0.
    const std::array<std::uint64_t, 4> byDefault{};
    const std::uint64_t none = 0;
    for (int signal = 1; signal <= last; ++signal)
        ::syscall(SYS_rt_sigaction, signal, byDefault.data(), nullptr, sizeof none);
    ::syscall(SYS_rt_sigprocmask, SIG_SETMASK, &none, nullptr, sizeof none);
}

} // namespace twinvirt::lxc
