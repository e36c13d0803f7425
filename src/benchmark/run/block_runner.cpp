#include "benchmark/run/block_runner.h"

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
    Boot boot = toBoot(TRY(instances.boot(request)));
    const double cpuAfter = TRY(othersCpuSeconds(context.host, sampler));
    boot.instance = request.name;
    boot.start = start;
    boot.cpuMs = std::max(0.0, 1000 * (cpuAfter - cpuBefore));
    return boot;
}

static Result<void> hold(const BlockContext& context, InstanceSet& instances, Sampler& sampler) {
    const auto end = Clock::now() + std::chrono::duration<double>(context.spec.holdSeconds);
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

static Result<void> bootAndHold(const BlockContext& context, InstanceSet::BootRequest request,
                                const std::function<void(unsigned)>& booting,
                                InstanceSet& instances, Sampler& sampler, Block& block) {
    TRY(pause(context.patience.settle, context.stop));
    static_cast<void>(sampler.take()); // what the host did meanwhile is no part of the block
    sampler.watch({}, Moment::between);
    sampler.sample(Moment::before);
    for (unsigned number = 1; number <= context.spec.count; ++number) {
        booting(number);
        if (context.stop.isSet())
            return Error{ErrorCode::operationAborted, "stopped on request"};
        request.name = instanceName(context.runId, request.arm->spec.name, number);
        block.boots.push_back(TRY(timedBoot(context, request, instances, sampler)));
        sampler.watch(TRY(instances.footprints()), Moment::between);
        sampler.sample(Moment::afterBoot);
    }
    booting(context.spec.count + 1);
    return hold(context, instances, sampler);
}

static Result<void> bootHoldDelete(const BlockContext& context,
                                   const InstanceSet::BootRequest& request,
                                   const std::function<void(unsigned)>& booting, Sampler& sampler,
                                   Block& block) {
    InstanceSet instances(context.stop, context.patience);
    const auto held = bootAndHold(context, request, booting, instances, sampler, block);
    sampler.watch({}, Moment::afterDelete);
    if (!held)
        return instances.destroyAllAfter(held.error());
    block.deleteMs = TRY(instances.destroyAll());
    sampler.sample(Moment::afterDelete);
    return {};
}

Result<void> runBlock(const BlockContext& context, const PreparedArm& arm, bool emulate,
                      const std::function<void(unsigned)>& booting, Block& block) {
    block.arm = arm.spec.name;
    block.start = secondsSince(context.runStart);
    InstanceSet::BootRequest request;
    request.arm = &arm;
    request.readyMarker = context.spec.readyMarker;
    request.timeout =
        std::chrono::milliseconds(static_cast<std::int64_t>(context.spec.timeoutSeconds * 1000));
    request.emulate = emulate;
    Sampler sampler(context.host, context.runStart);
    auto done = bootHoldDelete(context, request, booting, sampler, block);
    block.samples = sampler.take();
    block.end = secondsSince(context.runStart);
    return done;
}

} // namespace twinvirt::bench
