#pragma once

#include "benchmark/run/kernel_session.h"
#include "benchmark/spec/benchmark_spec.h"

namespace twinvirt::bench {

/// The /tmp of a guest is memory; that of a host need not be.
inline constexpr const char* memoryOfTheHost = "/dev/shm";

/// What a kernel of the scenario is asked for in the arm.
KernelRequest kernelRequest(const ScenarioSpec& scenario, const ArmSpec& arm,
                            const std::string& kernel);

} // namespace twinvirt::bench
