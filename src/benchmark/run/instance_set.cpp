#include "benchmark/run/instance_set.h"

#include "benchmark/run/clean_up.h"
#include "benchmark/run/console_watch.h"
#include "benchmark/run/cpu_share.h"
#include "util/atomic_file.h"
#include "util/process.h"

#include <algorithm>
#include <optional>
#include <thread>
#include <unistd.h>

namespace twinvirt::bench {

using Clock = std::chrono::steady_clock;

InstanceSet::~InstanceSet() {
    // Nobody is left to be told; the run reports what destroyAll said when it called it itself.
    static_cast<void>(destroyAll().has_value());
}

/// What the guest did after the driver's steps, as far as its console tells: it is silent until a
/// kernel or an init prints something, and then until it is ready. A guest that spoke before the
/// driver returned was heard only then.
static void addGuestSteps(InstanceSet::BootTimes& times, std::chrono::nanoseconds firstBytes) {
    times.steps.push_back({"silent", "guest", times.call, firstBytes - times.call});
    times.steps.push_back({"speaking", "guest", firstBytes, times.ready - firstBytes});
}

Result<InstanceSet::BootTimes> InstanceSet::boot(const BootRequest& request) {
    const PreparedArm& arm = *request.arm;
    if (arm.external)
        return bootExternal(request);
    const auto index = request.index.value_or(static_cast<unsigned>(instances_.size()));
    const DomainDocument document = instanceDocument(arm, request.name, request.payload, index);
    const std::string context = "instance '" + request.name + "'";
    StartOptions options;
    options.attachConsole = true;
    options.emulate = request.emulate;

    BootTimes times;
    const auto start = Clock::now();
    Driver* driver = request.driver == nullptr ? arm.driver : request.driver;
    StartedDomain started = TRY_WITHIN(context, driver->createDomain(document, options));
    times.call = Clock::now() - start;
    instances_.push_back({driver, nullptr, started.record.identity, {}, {}});
    if (!started.console)
        return Error{ErrorCode::internalError, context + ": the driver handed back no console"};
    const ConsoleTimes heard = TRY_WITHIN(
        context, timeMarker(started.console.get(), request.readyMarker, request.timeout, stop_));
    times.ready = heard.marker - start;
    times.steps = std::move(started.steps);
    addGuestSteps(times, heard.firstBytes - start);
    if (bootsProbe(request.payload) || request.keepConsole)
        times.console = std::move(started.console);
    return times;
}

/// The same of a tool's container: its configuration is written before the clock starts, as that of
/// a domain is; the call ends when the tool returns, and with the marker when it stays.
Result<InstanceSet::BootTimes> InstanceSet::bootExternal(const BootRequest& request) {
    const PreparedArm& arm = *request.arm;
    const std::string context = "instance '" + request.name + "'";
    const std::string cpus = arm.definition.vcpu.cpuset.value_or(
        cpusFor(static_cast<unsigned>(instances_.size()), arm.definition.vcpu.count));
    Instance instance{nullptr, arm.external->newContainer(request.name, cpus), {}, {}, {}};
    instance.identity.name = request.name;
    instances_.push_back(std::move(instance));
    ExternalContainer& container = *instances_.back().external;
    TRY_WITHIN(context, container.configure());

    BootTimes times;
    const auto start = Clock::now();
    TRY_WITHIN(context, container.start());
    times.call = Clock::now() - start;
    TRY_WITHIN(context,
               waitForMarker(container.console(), request.readyMarker, request.timeout, stop_));
    times.ready = Clock::now() - start;
    TRY_WITHIN(context, container.letConsoleGo());
    return times;
}

Result<DomainFootprint> InstanceSet::footprintOf(const Instance& instance) {
    return instance.external ? instance.external->footprint()
                             : instance.driver->domainFootprint(instance.identity);
}

Result<void> InstanceSet::destroy(Instance& instance) {
    return instance.external ? instance.external->destroy()
                             : instance.driver->destroyDomain(instance.identity);
}

void InstanceSet::remember(Instance& instance, const DomainFootprint& footprint) {
    const auto known = [&](pid_t pid) {
        return std::any_of(instance.processes.begin(), instance.processes.end(),
                           [&](const Process& process) { return process.pid == pid; });
    };
    for (const auto* pids : {&footprint.runtime, &footprint.guest})
        for (const pid_t pid : *pids)
            if (!known(pid))
                if (const auto startTime = processStartTime(pid))
                    instance.processes.push_back({pid, *startTime});
    instance.cgroupFiles = footprint.cgroupMemoryFiles;
}

/// A transient domain that ends is gone for its driver, or does not run.
static Error whyNoFootprint(const Error& error) {
    if (error.code == ErrorCode::noDomain || error.code == ErrorCode::operationInvalid)
        return {ErrorCode::operationFailed,
                "it ended by itself after it had been ready (" + error.message + ")"};
    return error;
}

Result<std::vector<DomainFootprint>> InstanceSet::footprints() {
    std::vector<DomainFootprint> footprints;
    for (Instance& instance : instances_) {
        auto footprint = footprintOf(instance);
        if (!footprint)
            return whyNoFootprint(footprint.error())
                .within("instance '" + instance.identity.name + "'");
        footprints.push_back(std::move(*footprint));
        remember(instance, footprints.back());
    }
    return footprints;
}

Result<std::vector<double>> InstanceSet::destroyAll() {
    std::vector<double> milliseconds;
    std::optional<Error> firstError;
    std::vector<Instance> destroyed = std::exchange(instances_, {});
    for (auto instance = destroyed.rbegin(); instance != destroyed.rend(); ++instance) {
        const auto start = Clock::now();
        const auto done = destroy(*instance);
        milliseconds.push_back(
            std::chrono::duration<double, std::milli>(Clock::now() - start).count());
        if (instance->external)
            instance->external->clean(); // what the tool leaves is not its time
        const bool gone = done || done.error().code == ErrorCode::noDomain ||
                          done.error().code == ErrorCode::operationInvalid;
        if (!gone && !firstError)
            firstError = done.error().within("delete instance '" + instance->identity.name + "'");
    }
    if (firstError)
        return *firstError;
    TRY(verifyGone(destroyed));
    return milliseconds;
}

static Error notByItself(const std::string& name, const std::string& reason) {
    return Error{ErrorCode::operationUnsupported, "instance '" + name + "': " + reason};
}

Result<std::vector<double>> InstanceSet::shutdownAll(std::chrono::milliseconds timeout) {
    std::vector<double> milliseconds;
    std::vector<Instance> ended;
    while (!instances_.empty()) {
        Instance& instance = instances_.back();
        const std::string& name = instance.identity.name;
        const auto start = Clock::now();
        const auto outcome = instance.driver->shutdownDomain(instance.identity, {timeout});
        milliseconds.push_back(
            std::chrono::duration<double, std::milli>(Clock::now() - start).count());
        if (!outcome)
            return notByItself(name, outcome.error().message);
        if (*outcome != ShutdownOutcome::ended)
            return notByItself(name, "still runs " + std::to_string(timeout.count() / 1000) +
                                         " s after it was asked to end");
        ended.push_back(std::move(instance));
        instances_.pop_back();
    }
    TRY(verifyGone(ended));
    return milliseconds;
}

Result<int> InstanceSet::execute(const ExecRequest& request) {
    const Instance& instance = instances_.back();
    return TRY_WITHIN("instance '" + instance.identity.name + "'",
                      instance.driver->guest().execute(instance.identity, request));
}

Result<void> InstanceSet::reboot() {
    const Instance& instance = instances_.back();
    TRY_WITHIN("instance '" + instance.identity.name + "'",
               instance.driver->rebootDomain(instance.identity));
    return {};
}

Error InstanceSet::destroyAllAfter(Error reason) {
    return afterRemoval(std::move(reason), destroyAll());
}

/// True while the very process runs; a zombie has ended, whenever PID 1 will reap it.
static bool isAlive(pid_t pid, std::uint64_t startTime) {
    const auto current = processStartTime(pid);
    if (!current || *current != startTime)
        return false;
    const auto stat = readFile("/proc/" + std::to_string(pid) + "/stat");
    const auto afterName = stat ? stat->rfind(')') : std::string::npos;
    return afterName != std::string::npos && afterName + 2 < stat->size() &&
           (*stat)[afterName + 2] != 'Z' && (*stat)[afterName + 2] != 'X';
}

/// Empty when nothing of the instance is left.
std::string InstanceSet::leftOf(const Instance& instance) {
    if (instance.driver != nullptr && instance.driver->lookupByUuid(instance.identity.uuid))
        return "the domain itself";
    if (instance.external)
        if (std::string left = instance.external->left(); !left.empty())
            return left;
    for (const Process& process : instance.processes)
        if (isAlive(process.pid, process.startTime))
            return "its process " + std::to_string(process.pid);
    for (const std::string& file : instance.cgroupFiles)
        if (::access(file.c_str(), F_OK) == 0)
            return "its cgroup, with '" + file + "'";
    return {};
}

Result<void> InstanceSet::verifyGone(const std::vector<Instance>& instances) const {
    const auto deadline = Clock::now() + patience_.gone;
    for (const Instance& instance : instances)
        for (std::string left = leftOf(instance); !left.empty(); left = leftOf(instance)) {
            if (Clock::now() > deadline)
                return Error{ErrorCode::operationFailed,
                             "delete instance '" + instance.identity.name + "': " + left +
                                 " is left after " + std::to_string(patience_.gone.count()) +
                                 " ms"};
            std::this_thread::sleep_for(std::chrono::milliseconds(20));
        }
    return {};
}

} // namespace twinvirt::bench
