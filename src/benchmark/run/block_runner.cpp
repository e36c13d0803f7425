#include "benchmark/run/block_runner.h"

#include "benchmark/run/host_probe.h"
#include "benchmark/run/kernel_session.h"
#include "benchmark/spec/kernel_catalog.h"

#include <algorithm>
#include <poll.h>

namespace twinvirt::bench {

static constexpr std::chrono::milliseconds pssInterval{1000};

std::string instanceName(const std::string& runId, const std::string& arm, unsigned number) {
    return "bench-" + runId + "-" + arm + "-" + std::to_string(number);
}

static double secondsSince(Clock::time_point start) {
    return std::chrono::duration<double>(Clock::now() - start).count();
}

static double milliseconds(std::chrono::nanoseconds time) {
    return std::chrono::duration<double, std::milli>(time).count();
}

static std::chrono::milliseconds toMilliseconds(double seconds) {
    return std::chrono::milliseconds(static_cast<std::int64_t>(seconds * 1000));
}

static Result<void> pause(std::chrono::milliseconds time, const StopRequest& stop) {
    pollfd poll{stop.fd(), POLLIN, 0};
    if (::poll(&poll, 1, static_cast<int>(time.count())) > 0)
        return Error{ErrorCode::operationAborted, "stopped on request"};
    return {};
}

static Boot toBoot(const InstanceSet::BootTimes& times) {
    Boot boot;
    boot.callMs = milliseconds(times.call);
    boot.readyMs = milliseconds(times.ready);
    for (const StepTiming& step : times.steps)
        boot.steps.push_back(
            {step.step, step.phase, milliseconds(step.start), milliseconds(step.duration)});
    return boot;
}

/// CPU time of the host without that of the thread that watches it.
static Result<double> othersCpuSeconds(const HostReader& host, Sampler& sampler) {
    return TRY(host.busySeconds()) - sampler.ownCpuSeconds();
}

static Result<Boot> timedBoot(const BlockContext& context, const InstanceSet::BootRequest& request,
                              InstanceSet& instances, Sampler& sampler) {
    const double start = secondsSince(context.runStart);
    const double cpuBefore = TRY(othersCpuSeconds(context.host, sampler));
    Boot boot = toBoot(TRY(context.timed([&] { return instances.boot(request); })));
    const double cpuAfter = TRY(othersCpuSeconds(context.host, sampler));
    boot.instance = request.name;
    boot.start = start;
    boot.cpuMs = std::max(0.0, 1000 * (cpuAfter - cpuBefore));
    return boot;
}

static Result<void> hold(const BlockContext& context, InstanceSet& instances, Sampler& sampler) {
    const OperationTime::Scope operation(context.operations);
    const auto end = Clock::now() + std::chrono::duration<double>(context.scenario.holdSeconds);
    // Asked each time: an init goes on starting processes after it said that it is ready.
    sampler.watch(TRY(instances.footprints()), Moment::hold);
    sampler.sample(Moment::hold);
    while (Clock::now() < end) {
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(end - Clock::now());
        TRY(pause(std::min(left, pssInterval), context.stop));
        sampler.watch(TRY(instances.footprints()), Moment::hold);
        sampler.sample(Moment::hold);
    }
    return {};
}

static Result<void> bootAll(const BlockContext& context, InstanceSet::BootRequest request,
                            const StepObserver& step, InstanceSet& instances, Sampler& sampler,
                            Block& block) {
    for (unsigned number = 1; number <= context.scenario.count; ++number) {
        step(number);
        if (context.stop.isSet())
            return Error{ErrorCode::operationAborted, "stopped on request"};
        request.name = instanceName(context.runId, request.arm->spec.name, number);
        block.boots.push_back(TRY(timedBoot(context, request, instances, sampler)));
        sampler.watch(TRY(instances.footprints()), Moment::between);
        sampler.sample(Moment::afterBoot);
    }
    step(context.scenario.count + 1);
    return hold(context, instances, sampler);
}

static Result<void> bootHoldDelete(const BlockContext& context,
                                   const InstanceSet::BootRequest& request,
                                   const StepObserver& step, Sampler& sampler, Block& block) {
    InstanceSet instances(context.stop, context.patience);
    const auto held = bootAll(context, request, step, instances, sampler, block);
    sampler.watch({}, Moment::afterDelete);
    if (!held)
        return instances.destroyAllAfter(held.error());
    block.deleteMs = TRY(context.timed([&] { return instances.destroyAll(); }));
    sampler.sample(Moment::afterDelete);
    return {};
}

static Result<void> bootBlock(const BlockContext& context, const PreparedArm& arm, bool emulate,
                              const StepObserver& step, Block& block) {
    Sampler sampler(context.host, context.runStart);
    sampler.sample(Moment::before);
    const InstanceSet::BootRequest request = bootRequest(context.scenario, arm, emulate);
    auto done = bootHoldDelete(context, request, step, sampler, block);
    block.samples = sampler.take();
    return done;
}

/// The /tmp of a guest is memory; that of a host need not be.
static constexpr const char* memoryOfTheHost = "/dev/shm";

static Result<void> runKernels(const BlockContext& context, const ArmSpec& arm, int console,
                               const StepObserver& step, Block& block) {
    KernelSession session(console, context.stop);
    const ProbeSpec& probe = context.scenario.probe;
    unsigned number = 0;
    for (const std::string& kernel : probe.kernels) {
        step(++number);
        KernelRequest request;
        request.kernel = kernel;
        request.batches = probe.batches;
        request.batchMs = probe.batchMs;
        request.timeout = toMilliseconds(context.scenario.timeoutSeconds);
        const Kernel* known = findKernel(kernel);
        if (arm.isHost() && known != nullptr && known->usesFiles)
            request.directory = memoryOfTheHost;
        block.kernels.push_back(TRY(context.timed([&] { return session.run(request); })));
    }
    return {};
}

/// Nothing is sampled meanwhile: reading /proc would take the CPU from what is measured.
static Result<void> probeBlock(const BlockContext& context, const PreparedArm& arm, bool emulate,
                               const StepObserver& step, Block& block) {
    if (arm.spec.isHost()) {
        const auto probe = TRY(context.timed([&] {
            return HostProbe::start(arm.probeProgram,
                                    toMilliseconds(context.scenario.timeoutSeconds), context.stop);
        }));
        return runKernels(context, arm.spec, probe.fd(), step, block);
    }
    InstanceSet instances(context.stop, context.patience);
    InstanceSet::BootRequest request = bootRequest(context.scenario, arm, emulate);
    request.name = instanceName(context.runId, arm.spec.name, 1);
    const auto booted = context.timed([&] { return instances.boot(request); });
    if (!booted)
        return instances.destroyAllAfter(booted.error());
    TRY(instances.footprints()); // to know afterwards that nothing of it is left
    const auto done = runKernels(context, arm.spec, booted->console.get(), step, block);
    if (!done)
        return instances.destroyAllAfter(done.error());
    TRY(context.timed([&] { return instances.destroyAll(); }));
    return {};
}

unsigned stepsOf(const ScenarioSpec& scenario) {
    return scenario.hasProbe() ? static_cast<unsigned>(scenario.probe.kernels.size())
                               : scenario.count;
}

InstanceSet::BootRequest bootRequest(const ScenarioSpec& scenario, const PreparedArm& arm,
                                     bool emulate) {
    InstanceSet::BootRequest request;
    request.arm = &arm;
    request.readyMarker = scenario.readyMarker;
    request.timeout = toMilliseconds(scenario.timeoutSeconds);
    request.emulate = emulate;
    request.payload = scenario.hasProbe() ? Payload::probe : Payload::init;
    return request;
}

Result<void> runBlock(const BlockContext& context, const PreparedArm& arm, bool emulate,
                      const StepObserver& step, Block& block) {
    block.scenario = context.scenario.name;
    block.arm = arm.spec.name;
    TRY(pause(context.patience.settle, context.stop));
    block.start = secondsSince(context.runStart);
    auto done = context.scenario.hasProbe() ? probeBlock(context, arm, emulate, step, block)
                                            : bootBlock(context, arm, emulate, step, block);
    block.end = secondsSince(context.runStart);
    return done;
}

} // namespace twinvirt::bench
