#pragma once

#include "benchmark/run/patience.h"
#include "benchmark/run/prepared_arm.h"
#include "benchmark/run/stop_request.h"

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace twinvirt::bench {

/// The instances that a run has created and not yet removed. Whatever happens, the destructor
/// removes them all.
class InstanceSet {
  public:
    InstanceSet(const StopRequest& stop, const Patience& patience)
        : stop_(stop), patience_(patience) {}
    ~InstanceSet();
    InstanceSet(const InstanceSet&) = delete;
    InstanceSet& operator=(const InstanceSet&) = delete;

    struct BootRequest {
        const PreparedArm* arm = nullptr;
        std::string name;
        std::string readyMarker;
        std::chrono::milliseconds timeout{120000};
        bool emulate = false;
        Payload payload = Payload::init;
        Driver* driver = nullptr; ///< that creates it, for a thread of its own; nullptr: the arm's
        bool keepConsole = false; ///< hand it back though it is no probe's
        /// Its number in the block, from 0, which decides its CPUs; absent: as many as the set has.
        std::optional<unsigned> index = std::nullopt;
    };
    struct BootTimes {
        std::chrono::nanoseconds call{};  ///< until the driver returned
        std::chrono::nanoseconds ready{}; ///< until the marker was read
        std::vector<StepTiming> steps;
        UniqueFd console; ///< of a probe, which takes its commands from there; see keepConsole
    };
    /// Creates an instance and waits until it is ready. When it fails the instance is still one of
    /// the set. Errors: those of the driver and of waitForMarker, with the instance's name.
    Result<BootTimes> boot(const BootRequest& request);

    /// What the instances are made of just now; asked of the driver. operationFailed when one has
    /// ended by itself.
    Result<std::vector<DomainFootprint>> footprints();
    /// Destroys all, the last one first; milliseconds for each. The first error, after it tried
    /// every one.
    Result<std::vector<double>> destroyAll();
    /// Asks each guest to end, the last one first, and waits for it; milliseconds for each from the
    /// request until the domain is gone, as the driver tells. operationUnsupported when a guest
    /// cannot be asked or is still there after `timeout`: those that are left are still of the set.
    Result<std::vector<double>> shutdownAll(std::chrono::milliseconds timeout);
    /// Executes a command in the newest instance (GuestAccess::execute).
    Result<int> execute(const ExecRequest& request);
    /// Asks the newest instance to reboot; what it is made of is another thing from here on.
    Result<void> reboot();
    /// Destroys all because of `reason`, which comes back; with what could not be removed, as
    /// operationFailed, when there is such.
    Error destroyAllAfter(Error reason);

  private:
    struct Process {
        pid_t pid;
        std::uint64_t startTime;
    };
    struct Instance {
        Driver* driver; ///< nullptr: `external` has it
        std::unique_ptr<ExternalContainer> external;
        DomainIdentity identity;
        std::vector<Process> processes;
        std::vector<std::string> cgroupFiles;
    };
    Result<BootTimes> bootExternal(const BootRequest& request);
    static Result<DomainFootprint> footprintOf(const Instance& instance);
    static Result<void> destroy(Instance& instance);
    void remember(Instance& instance, const DomainFootprint& footprint);
    Result<void> verifyGone(const std::vector<Instance>& instances) const;
    static std::string leftOf(const Instance& instance);

    const StopRequest& stop_;
    const Patience patience_;
    std::vector<Instance> instances_;
};

} // namespace twinvirt::bench
