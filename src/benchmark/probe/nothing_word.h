#pragma once

namespace twinvirt::bench::probe {

/// The command that the kernel fork-exec runs this very program with: it ends at once with a status
/// that nothing else gives.
inline constexpr const char* nothingWord = "nothing";
inline constexpr int nothingStatus = 42;

} // namespace twinvirt::bench::probe
