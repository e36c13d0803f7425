#include "benchmark/run/probe_request.h"

#include "benchmark/run/block.h"
#include "benchmark/spec/kernel_catalog.h"

namespace twinvirt::bench {

KernelRequest kernelRequest(const ScenarioSpec& scenario, const ArmSpec& arm,
                            const std::string& kernel) {
    KernelRequest request;
    request.kernel = kernel;
    request.batches = scenario.probe.batches;
    request.batchMs = scenario.probe.batchMs;
    request.timeout = toMilliseconds(scenario.timeoutSeconds);
    const Kernel* known = findKernel(kernel);
    if (arm.isHost() && known != nullptr && known->usesFiles)
        request.directory = memoryOfTheHost;
    return request;
}

} // namespace twinvirt::bench
