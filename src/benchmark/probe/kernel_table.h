#pragma once

#include "benchmark/probe/kernel.h"

#include <array>
#include <span>

namespace twinvirt::bench::probe {

// Each in a file of its own, kernel_NAME.cpp.
extern const KernelDescription cpuIntKernel;
extern const KernelDescription cpuFpKernel;
extern const KernelDescription compressKernel;
extern const KernelDescription triadKernel;
extern const KernelDescription randomUpdateKernel;
extern const KernelDescription pointerChaseKernel;
extern const KernelDescription syscallKernel;
extern const KernelDescription contextSwitchKernel;
extern const KernelDescription forkExecKernel;
extern const KernelDescription pageFaultKernel;
extern const KernelDescription fileSequentialKernel;
extern const KernelDescription fileRandomKernel;
extern const KernelDescription fsyncKernel;
extern const KernelDescription loopbackRoundTripKernel;
extern const KernelDescription loopbackBulkKernel;
extern const KernelDescription jitterKernel;
extern const KernelDescription netRrKernel;
extern const KernelDescription netBulkKernel;

/// All, in the order in which they are listed.
std::span<const KernelDescription* const> allKernels();
/// The kernel of that name, or an error that names all.
Result<const KernelDescription*> findKernel(std::string_view name);

} // namespace twinvirt::bench::probe
