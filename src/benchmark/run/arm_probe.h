#pragma once

#include "benchmark/run/block.h"
#include "benchmark/run/host_probe.h"

#include <memory>
#include <optional>

namespace twinvirt::bench {

/// A probe that takes commands in an arm: a process of the host, or the first program of an
/// instance. Whatever happens, it is gone with this object.
class ArmProbe {
  public:
    /// `number` is that of the instance; two probes of an arm at a time need two numbers. Errors:
    /// those of InstanceSet::boot and of HostProbe::start; nothing is left then.
    static Result<std::unique_ptr<ArmProbe>>
    start(const BlockContext& context, const PreparedArm& arm, bool emulate, unsigned number);

    /// Where it takes commands and answers.
    [[nodiscard]] int console() const;
    /// From the call that creates it until it was ready.
    [[nodiscard]] std::chrono::nanoseconds startTime() const { return startTime_; }
    /// Ends it, whatever it does, and makes sure that nothing is left.
    Result<void> end();
    /// Ends it because of `reason`, which comes back; with what could not be removed, too.
    Error endAfter(Error reason);

  private:
    explicit ArmProbe(const BlockContext& context)
        : operations_(context.operations), instances_(context.stop, context.patience) {}
    Result<void> startOnHost(const BlockContext& context, const PreparedArm& arm, unsigned number);
    Result<void> boot(const BlockContext& context, const PreparedArm& arm, bool emulate,
                      unsigned number);

    OperationTime* operations_;                 ///< starts and ends are none of the harness's time
    std::shared_ptr<const RunNetwork> network_; ///< that a probe on the host is connected to
    std::optional<HostProbe> onHost_;
    InstanceSet instances_;
    UniqueFd console_;
    std::chrono::nanoseconds startTime_{};
};

} // namespace twinvirt::bench
