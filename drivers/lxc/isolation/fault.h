#pragma once

#include "util/result.h"

#include <string_view>

namespace twinvirt::lxc {

/// Where a test may break the launch. In the product this is nothing at all; only the program
/// built with TWINVIRT_FAULT_INJECTION (twinvirt-supervisor of the tests) looks at the environment:
/// TWINVIRT_FAULT=STEP:PHASE:fail returns an error, STEP:PHASE:kill kills the supervisor itself
/// STEP:PHASE:die ends the process that reaches the point, and STEP:PHASE:touch-exe says what an
/// attempt to write to the program itself meets.
#ifdef TWINVIRT_FAULT_INJECTION
Result<void> faultPoint(std::string_view step, std::string_view phase);
/// Remembers the supervisor, which init must be able to kill from its own pid namespace.
void prepareFaults();
#else
inline Result<void> faultPoint(std::string_view, std::string_view) {
    return {};
}
inline void prepareFaults() {}
#endif

} // namespace twinvirt::lxc
