#include "benchmark/run/block.h"

#include "benchmark/spec/works.h"

#include <algorithm>
#include <poll.h>

namespace twinvirt::bench {

static constexpr std::chrono::milliseconds pssInterval{1000};

std::string instanceName(const std::string& runId, const std::string& arm, unsigned number) {
    return "bench-" + runId + "-" + arm + "-" + std::to_string(number);
}

double secondsSince(Clock::time_point start) {
    return std::chrono::duration<double>(Clock::now() - start).count();
}

double milliseconds(std::chrono::nanoseconds time) {
    return std::chrono::duration<double, std::milli>(time).count();
}

double millisecondsSince(Clock::time_point start) {
    return milliseconds(Clock::now() - start);
}

std::chrono::milliseconds toMilliseconds(double seconds) {
    return std::chrono::milliseconds(static_cast<std::int64_t>(seconds * 1000));
}

Result<void> pause(std::chrono::milliseconds time, const StopRequest& stop) {
    pollfd poll{stop.fd(), POLLIN, 0};
    if (::poll(&poll, 1, static_cast<int>(time.count())) > 0)
        return Error{ErrorCode::operationAborted, "stopped on request"};
    return {};
}

Boot toBoot(const InstanceSet::BootTimes& times) {
    Boot boot;
    boot.callMs = milliseconds(times.call);
    boot.readyMs = milliseconds(times.ready);
    for (const StepTiming& step : times.steps)
        boot.steps.push_back(
            {step.step, step.phase, milliseconds(step.start), milliseconds(step.duration)});
    return boot;
}

Result<double> othersCpuSeconds(const HostReader& host, Sampler& sampler) {
    return TRY(host.busySeconds()) - sampler.ownCpuSeconds();
}

Result<Boot> timedBoot(const BlockContext& context, const InstanceSet::BootRequest& request,
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

static Result<bool> isFull(const BlockContext& context) {
    if (context.scenario.untilUsed >= 1)
        return false;
    const HostReading reading = TRY(context.host.read());
    return reading.usedMib >= context.scenario.untilUsed * reading.totalMib;
}

Result<void> bootAll(const BlockContext& context, InstanceSet::BootRequest request,
                     const StepObserver& step, InstanceSet& instances, Sampler& sampler,
                     Block& block) {
    for (unsigned number = 1; number <= context.scenario.count; ++number) {
        if (number > 1 && TRY(isFull(context)))
            break;
        step(number);
        if (context.stop.isSet())
            return Error{ErrorCode::operationAborted, "stopped on request"};
        request.name = instanceName(context.runId, request.arm->spec.name, number);
        block.boots.push_back(TRY(timedBoot(context, request, instances, sampler)));
        sampler.watch(TRY(instances.footprints()), Moment::between);
        sampler.sample(Moment::afterBoot);
    }
    return {};
}

Result<void> bootAndHold(const BlockContext& context, const InstanceSet::BootRequest& request,
                         const StepObserver& step, InstanceSet& instances, Sampler& sampler,
                         Block& block) {
    TRY(bootAll(context, request, step, instances, sampler, block));
    step(context.scenario.count + 1);
    return hold(context, instances, sampler);
}

Result<void> hold(const BlockContext& context, InstanceSet& instances, Sampler& sampler) {
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

InstanceSet::BootRequest bootRequest(const ScenarioSpec& scenario, const PreparedArm& arm,
                                     bool emulate) {
    InstanceSet::BootRequest request;
    request.arm = &arm;
    request.readyMarker = scenario.readyMarker;
    request.timeout = toMilliseconds(scenario.timeoutSeconds);
    request.emulate = emulate;
    request.payload = payloadOf(scenario);
    return request;
}

} // namespace twinvirt::bench
