#include "benchmark/probe/kernel_table.h"

namespace twinvirt::bench::probe {

std::span<const KernelDescription* const> allKernels() {
    static constexpr std::array kernels{&cpuIntKernel,         &cpuFpKernel,
                                        &compressKernel,       &triadKernel,
                                        &randomUpdateKernel,   &pointerChaseKernel,
                                        &syscallKernel,        &contextSwitchKernel,
                                        &forkExecKernel,       &pageFaultKernel,
                                        &fileSequentialKernel, &fileRandomKernel,
                                        &fsyncKernel,          &loopbackRoundTripKernel,
                                        &loopbackBulkKernel,   &jitterKernel,
                                        &netRrKernel,          &netBulkKernel};
    return kernels;
}

Result<const KernelDescription*> findKernel(std::string_view name) {
    std::string names;
    for (const auto* kernel : allKernels()) {
        if (kernel->name == name)
            return kernel;
        names += names.empty() ? "" : ", ";
        names += kernel->name;
    }
    return Error{ErrorCode::invalidArgument,
                 "unknown kernel '" + std::string(name) + "': expected one of " + names};
}

Error wrongAnswer(std::string_view found) {
    return {ErrorCode::operationFailed, "wrong answer: " + std::string(found)};
}

} // namespace twinvirt::bench::probe
