#include "benchmark/run/arm_probe.h"

#include "benchmark/run/clean_up.h"
#include "benchmark/spec/works.h"

#include <algorithm>

namespace twinvirt::bench {

int ArmProbe::console() const {
    return onHost_ ? onHost_->fd() : console_.get();
}

Result<void> ArmProbe::startOnHost(const BlockContext& context, const PreparedArm& arm,
                                   unsigned number) {
    HostProbe::Request request;
    request.program = arm.probeProgram;
    request.isolation = arm.spec.isolation;
    request.cgroup =
        "twinvirt-bench-" + context.runId + "-" + arm.spec.name + "-" + std::to_string(number);
    request.timeout = toMilliseconds(context.scenario.timeoutSeconds);
    const bool connected = payloadOf(context.scenario) == Payload::network;
    if (connected && std::ranges::find(request.isolation, "net") == request.isolation.end())
        request.isolation.emplace_back("net");
    const auto start = Clock::now();
    onHost_.emplace(TRY(HostProbe::start(request, context.stop)));
    startTime_ = Clock::now() - start;
    if (!connected)
        return {};
    network_ = arm.network;
    return network_->connect(TRY(onHost_->serverPid()));
}

Result<void> ArmProbe::boot(const BlockContext& context, const PreparedArm& arm, bool emulate,
                            unsigned number) {
    InstanceSet::BootRequest request = bootRequest(context.scenario, arm, emulate);
    request.name = instanceName(context.runId, arm.spec.name, number);
    auto booted = instances_.boot(request);
    if (!booted)
        return instances_.destroyAllAfter(booted.error());
    console_ = std::move(booted->console);
    startTime_ = booted->ready;
    const auto known = instances_.footprints(); // to know afterwards that nothing of it is left
    if (!known)
        return instances_.destroyAllAfter(known.error());
    return {};
}

Result<std::unique_ptr<ArmProbe>> ArmProbe::start(const BlockContext& context,
                                                  const PreparedArm& arm, bool emulate,
                                                  unsigned number) {
    const OperationTime::Scope operation(context.operations);
    std::unique_ptr<ArmProbe> probe(new ArmProbe(context));
    if (arm.spec.isHost())
        TRY(probe->startOnHost(context, arm, number));
    else
        TRY(probe->boot(context, arm, emulate, number));
    return probe;
}

Result<void> ArmProbe::end() {
    const OperationTime::Scope operation(operations_);
    console_.reset();
    if (onHost_) {
        TRY(onHost_->end());
        return network_ ? network_->awaitDisconnected() : Result<void>();
    }
    TRY(instances_.destroyAll());
    return {};
}

Error ArmProbe::endAfter(Error reason) {
    return afterRemoval(std::move(reason), end());
}

} // namespace twinvirt::bench
