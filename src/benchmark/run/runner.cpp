#include "benchmark/run/runner.h"

#include "benchmark/result/sentences.h"
#include "benchmark/run/block_runner.h"
#include "benchmark/run/host_facts.h"
#include "benchmark/run/schedule.h"
#include "benchmark/run/time_estimate.h"

#include <algorithm>

namespace twinvirt::bench {
namespace {

class Run {
  public:
    Run(const RunPlan& plan, const HostReader& host, RunObserver& observer, const StopRequest& stop)
        : plan_(plan), host_(host), observer_(observer), stop_(stop),
          roundsInAll_(plan.spec.warmup + plan.spec.rounds),
          estimate_(plan.arms.size(), roundsInAll_), emulate_(plan.arms.size(), false) {
        describe();
    }

    BenchmarkResult execute() {
        const Result<void> done = trialAndRounds();
        if (!done) {
            const bool asked = done.error().code == ErrorCode::operationAborted && stop_.isSet();
            result_.outcome = asked ? Outcome::interrupted : Outcome::failed;
            result_.failure = asked ? "" : done.error().message;
        }
        result_.finished = utcNow();
        return std::move(result_);
    }

  private:
    void describe();
    Result<void> trialAndRounds();
    Result<void> trial(std::size_t arm);
    Result<void> trialBoot(std::size_t arm, bool emulate);
    Result<void> runRound(unsigned number, const std::vector<std::size_t>& order);
    void tell(unsigned round, std::size_t arm, unsigned instance);

    const RunPlan& plan_;
    const HostReader& host_;
    RunObserver& observer_;
    const StopRequest& stop_;
    const unsigned roundsInAll_;
    const Clock::time_point start_ = Clock::now();
    TimeEstimate estimate_;
    std::vector<bool> emulate_; ///< for each arm
    BenchmarkResult result_;
};

void Run::describe() {
    const BenchmarkSpec& spec = plan_.spec;
    result_.runId = plan_.runId;
    result_.benchmark = spec.name;
    result_.title = spec.title;
    result_.description = spec.description;
    result_.specFile = spec.fileName;
    result_.specXml = spec.xml;
    result_.command = plan_.command;
    result_.version = plan_.version;
    result_.started = utcNow();
    result_.host = plan_.host;
    result_.design = {plan_.seed,       spec.rounds,         spec.warmup,      spec.count,
                      spec.holdSeconds, spec.timeoutSeconds, spec.equivalence, spec.readyMarker,
                      spec.baseline,    host_.cpuSource()};
    for (const PreparedArm& arm : plan_.arms) {
        ArmDescription description;
        description.name = arm.spec.name;
        description.title = arm.spec.title;
        description.type = arm.spec.type;
        description.definitionFile = arm.definitionFile;
        description.hypervisor = hypervisorOf(*arm.driver);
        description.definitionXml =
            instanceDocument(arm, instanceName(plan_.runId, arm.spec.name, 1)).xml;
        result_.arms.push_back(std::move(description));
    }
}

void Run::tell(unsigned round, std::size_t arm, unsigned instance) {
    RunProgress progress;
    progress.round = round;
    progress.rounds = roundsInAll_;
    progress.warmup = round <= plan_.spec.warmup;
    progress.arm = armLabel(result_.arms[arm]);
    progress.instance = instance;
    progress.count = plan_.spec.count;
    const double elapsed = std::chrono::duration<double>(Clock::now() - start_).count();
    if (round > 0) {
        // The block that runs now is still counted in full by the estimate.
        const double bootsDone = static_cast<double>(instance - 1) / (plan_.spec.count + 1);
        const double left = estimate_.secondsLeft() - bootsDone * estimate_.secondsOf(arm);
        progress.secondsLeft = std::max(0.0, left);
        progress.fraction = elapsed / (elapsed + progress.secondsLeft);
    }
    observer_.progressed(progress);
}

Result<void> Run::trialBoot(std::size_t arm, bool emulate) {
    InstanceSet instances(stop_, plan_.patience);
    InstanceSet::BootRequest request;
    request.arm = &plan_.arms[arm];
    request.name = instanceName(plan_.runId, plan_.arms[arm].spec.name, 0);
    request.readyMarker = plan_.spec.readyMarker;
    request.timeout =
        std::chrono::milliseconds(static_cast<std::int64_t>(plan_.spec.timeoutSeconds * 1000));
    request.emulate = emulate;
    const auto times = instances.boot(request);
    if (!times)
        return instances.destroyAllAfter(times.error());
    const auto footprints = instances.footprints();
    if (!footprints)
        return instances.destroyAllAfter(footprints.error());
    result_.arms[arm].acceleration = footprints->front().acceleration;
    TRY(instances.destroyAll());
    const double boot = std::chrono::duration<double>(times->ready).count();
    estimate_.guess(arm, boot * plan_.spec.count + plan_.spec.holdSeconds + 0.3);
    return {};
}

Result<void> Run::trial(std::size_t arm) {
    tell(0, arm, 1);
    if (stop_.isSet())
        return Error{ErrorCode::operationAborted, "stopped on request"};
    const Acceleration wanted = plan_.arms[arm].spec.acceleration;
    ArmDescription& description = result_.arms[arm];
    emulate_[arm] = wanted == Acceleration::tcg;
    auto done = trialBoot(arm, emulate_[arm]);
    const bool mayEmulate =
        plan_.arms[arm].spec.type == "kvm" && wanted == Acceleration::automatic && !stop_.isSet();
    if (!done && mayEmulate) {
        description.whyEmulated = done.error().message;
        emulate_[arm] = true;
        done = trialBoot(arm, true);
    }
    TRY_WITHIN("arm '" + description.name + "'", std::move(done));
    if (wanted == Acceleration::kvm && description.emulated())
        return Error{ErrorCode::configUnsupported,
                     "arm '" + description.name +
                         "': accel='kvm' is asked for, but the machine ran under tcg"};
    return {};
}

Result<void> Run::runRound(unsigned number, const std::vector<std::size_t>& order) {
    const BlockContext context{plan_.spec, plan_.runId, host_, stop_, start_, plan_.patience};
    Round& round = result_.rounds.emplace_back();
    round.number = number;
    round.warmup = number <= plan_.spec.warmup;
    for (const std::size_t arm : order) {
        Block& block = round.blocks.emplace_back();
        const auto booting = [&](unsigned instance) { tell(number, arm, instance); };
        TRY_WITHIN("round " + std::to_string(number) + ", arm '" + plan_.arms[arm].spec.name + "'",
                   runBlock(context, plan_.arms[arm], emulate_[arm], booting, block));
        estimate_.blockDone(arm, block.end - block.start);
    }
    round.complete = true;
    return {};
}

Result<void> Run::trialAndRounds() {
    for (std::size_t arm = 0; arm < plan_.arms.size(); ++arm)
        TRY(trial(arm));
    const auto schedule = drawSchedule(plan_.seed, roundsInAll_, plan_.arms.size());
    for (unsigned number = 1; number <= roundsInAll_; ++number)
        TRY(runRound(number, schedule[number - 1]));
    return {};
}

} // namespace

BenchmarkResult runBenchmark(const RunPlan& plan, const HostReader& host, RunObserver& observer,
                             const StopRequest& stop) {
    return Run(plan, host, observer, stop).execute();
}

} // namespace twinvirt::bench
