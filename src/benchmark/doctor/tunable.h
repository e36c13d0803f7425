#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace twinvirt::bench {

/// A setting of the kernel that a benchmark may change: it can be put back at any time and ends
/// with the host's next boot anyhow.
struct Tunable {
    std::string title;  ///< "CPU governor of policy0"
    std::string file;   ///< below /sys
    std::string wanted; ///< "performance"
};

/// Those that this host has, and for each that it has not a title with an empty file. Swappiness is
/// left alone: at 0 the kernel still swaps, only later and harder, and what comes back from swap is
/// a gate of its own. ASLR, SMT and the mitigations stay as they are, too: figures without them are
/// those of a host that nobody runs.
std::vector<Tunable> tunablesOf(const std::string& sysRoot);

/// Whether `file` is one that tunablesOf may name, on whatever host: what a state file tells us to
/// write into must be nothing else.
bool isTunable(std::string_view file);

} // namespace twinvirt::bench
