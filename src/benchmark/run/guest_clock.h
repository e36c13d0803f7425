#pragma once

#include <string>

namespace twinvirt::bench {

/// What tells a guest's Linux the frequency of the time-stamp counter that it shares with the host:
/// "tsc_early_khz=2596134" (kernel-parameters.txt); "" where the counter is not constant. A guest
/// measures it against an emulated timer otherwise, which on a busy host goes wrong by any factor
/// (seen: 299 MHz and 833 GHz for 2.6 GHz): its delays then take minutes, or its clock runs ahead.
std::string tscHint();

} // namespace twinvirt::bench
