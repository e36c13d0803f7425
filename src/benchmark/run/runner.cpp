#include "benchmark/run/runner.h"

#include "benchmark/result/sentences.h"
#include "benchmark/run/block_runner.h"
#include "benchmark/run/host_facts.h"
#include "benchmark/run/quiet_host.h"
#include "benchmark/run/schedule.h"
#include "benchmark/run/time_estimate.h"
#include "benchmark/spec/read_spec.h"

#include <algorithm>

namespace twinvirt::bench {
namespace {

/// An arm in a scenario, by their numbers.
struct Slot {
    std::size_t scenario;
    std::size_t arm;
};

std::vector<Slot> slotsOf(const RunPlan& plan) {
    std::vector<Slot> slots;
    for (std::size_t scenario = 0; scenario < plan.spec.scenarios.size(); ++scenario)
        for (std::size_t arm = 0; arm < plan.arms.size(); ++arm)
            if (takesPart(plan.spec, plan.spec.scenarios[scenario], plan.arms[arm].spec))
                slots.push_back({scenario, arm});
    return slots;
}

Scenario describe(const ScenarioSpec& spec) {
    Scenario scenario;
    scenario.name = spec.name;
    scenario.title = spec.title;
    scenario.count = spec.count;
    scenario.holdSeconds = spec.holdSeconds;
    scenario.timeoutSeconds = spec.timeoutSeconds;
    scenario.readyMarker = spec.readyMarker;
    scenario.kernels = spec.probe.kernels;
    scenario.citations = spec.citations;
    if (spec.hasProbe()) {
        scenario.batches = spec.probe.batches;
        scenario.batchMs = spec.probe.batchMs;
    }
    return scenario;
}

ArmDescription describe(const PreparedArm& arm, const std::string& runId) {
    ArmDescription description;
    description.name = arm.spec.name;
    description.title = arm.spec.title;
    description.type = arm.spec.type;
    description.controlOf = arm.spec.controlOf;
    description.definitionFile = arm.definitionFile;
    description.definitionSource = arm.definitionText;
    if (arm.driver == nullptr)
        return description;
    description.hypervisor = hypervisorOf(*arm.driver);
    description.definitionXml = instanceDocument(arm, instanceName(runId, arm.spec.name, 1)).xml;
    return description;
}

double secondsSince(Clock::time_point start) {
    return std::chrono::duration<double>(Clock::now() - start).count();
}

/// Of a run that goes on after others: so many seconds ago.
Clock::time_point startOf(const std::vector<Round>& before) {
    double seconds = 0;
    for (const Round& round : before)
        for (const Block& block : round.blocks)
            seconds = std::max(seconds, block.end);
    return Clock::now() -
           std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(seconds));
}

class Run {
  public:
    Run(const RunPlan& plan, const HostReader& host, RunObserver& observer, const StopRequest& stop)
        : plan_(plan), host_(host), observer_(observer), stop_(stop), slots_(slotsOf(plan)),
          roundsInAll_(plan.spec.warmup + plan.spec.rounds), start_(startOf(plan.before)),
          begin_(Clock::now()),
          estimate_(slots_.size(),
                    roundsInAll_ - std::min<unsigned>(roundsInAll_,
                                                      static_cast<unsigned>(plan.before.size()))),
          emulate_(plan.arms.size(), false), result_(describeRun(plan, host)) {
        result_.rounds = plan.before;
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
    Result<void> trialAndRounds();
    /// What the run was exposed to before it began.
    Result<void> waitForQuiet();
    Result<void> trial(std::size_t slot);
    Result<void> trialBlock(std::size_t slot);
    Result<void> trialBoot(std::size_t slot);
    Result<void> runRound(unsigned number, const std::vector<std::vector<std::size_t>>& orders);
    Result<void> runSlot(std::size_t slot, Round& round);
    [[nodiscard]] bool budgetIsUsed() const;
    void tell(unsigned round, std::size_t slot, unsigned step);
    [[nodiscard]] const ScenarioSpec& scenarioOf(std::size_t slot) const {
        return plan_.spec.scenarios[slots_[slot].scenario];
    }
    [[nodiscard]] BlockContext contextOf(std::size_t slot) const {
        return {scenarioOf(slot), plan_.runId, host_, stop_, start_, plan_.patience};
    }

    const RunPlan& plan_;
    const HostReader& host_;
    RunObserver& observer_;
    const StopRequest& stop_;
    const std::vector<Slot> slots_;
    const unsigned roundsInAll_;
    const Clock::time_point start_; ///< of the samples' time
    const Clock::time_point begin_; ///< of the budget and the progress
    TimeEstimate estimate_;
    std::vector<bool> emulate_; ///< for each arm
    BenchmarkResult result_;
};

void Run::tell(unsigned round, std::size_t slot, unsigned step) {
    const ScenarioSpec& scenario = scenarioOf(slot);
    RunProgress progress;
    progress.round = round;
    progress.rounds = roundsInAll_;
    progress.warmup = round <= plan_.spec.warmup;
    progress.scenario = scenario.title;
    progress.arm = armLabel(result_.arms[slots_[slot].arm]);
    progress.step = step;
    progress.steps = stepsOf(scenario);
    if (scenario.hasProbe() && step >= 1 && step <= progress.steps)
        progress.kernel = scenario.probe.kernels[step - 1];
    if (round > 0) {
        // The block that runs now is still counted in full by the estimate.
        const double done = static_cast<double>(step - 1) / (progress.steps + 1);
        const double left = estimate_.secondsLeft() - done * estimate_.secondsOf(slot);
        progress.secondsLeft = std::max(0.0, left);
        const double elapsed = secondsSince(begin_);
        if (plan_.spec.budgetSeconds > 0)
            progress.secondsLeft =
                std::clamp(plan_.spec.budgetSeconds - elapsed, 0.0, progress.secondsLeft);
        progress.fraction = elapsed / (elapsed + progress.secondsLeft);
    }
    observer_.progressed(progress);
}

Result<void> Run::trialBoot(std::size_t slot) {
    const std::size_t arm = slots_[slot].arm;
    const ScenarioSpec& scenario = scenarioOf(slot);
    InstanceSet instances(stop_, plan_.patience);
    auto request = bootRequest(scenario, plan_.arms[arm], emulate_[arm]);
    request.name = instanceName(plan_.runId, plan_.arms[arm].spec.name, 0);
    const auto times = instances.boot(request);
    if (!times)
        return instances.destroyAllAfter(times.error());
    const auto footprints = instances.footprints();
    if (!footprints)
        return instances.destroyAllAfter(footprints.error());
    result_.arms[arm].acceleration = footprints->front().acceleration;
    TRY(instances.destroyAll());
    const double boot = std::chrono::duration<double>(times->ready).count();
    estimate_.guess(slot, boot * scenario.count + scenario.holdSeconds + 0.3);
    return {};
}

/// Of a probe: every kernel once, so that one that cannot run is known before the first round.
Result<void> Run::trialBlock(std::size_t slot) {
    ScenarioSpec once = scenarioOf(slot);
    const std::size_t arm = slots_[slot].arm;
    if (!once.hasProbe())
        return trialBoot(slot);
    if (!plan_.arms[arm].spec.isHost())
        TRY(trialBoot(slot));
    const double batches = once.probe.batches;
    once.probe.batches = 1;
    const BlockContext context{once, plan_.runId, host_, stop_, start_, plan_.patience};
    Block block;
    TRY(runBlock(
        context, plan_.arms[arm], emulate_[arm], [](unsigned) {}, block));
    double inside = 0;
    for (const KernelRun& run : block.kernels)
        inside += run.insideMs / 1000;
    estimate_.guess(slot, block.end - block.start + inside * (batches - 1) + 0.3);
    return {};
}

Result<void> Run::trial(std::size_t slot) {
    tell(0, slot, 1);
    if (stop_.isSet())
        return Error{ErrorCode::operationAborted, "stopped on request"};
    const std::size_t arm = slots_[slot].arm;
    const Acceleration wanted = plan_.arms[arm].spec.acceleration;
    ArmDescription& description = result_.arms[arm];
    const bool knownAsEmulated = !description.whyEmulated.empty();
    emulate_[arm] = wanted == Acceleration::tcg || knownAsEmulated;
    auto done = trialBlock(slot);
    const bool mayEmulate = plan_.arms[arm].spec.type == "kvm" && !emulate_[arm] &&
                            wanted == Acceleration::automatic && !stop_.isSet();
    if (!done && mayEmulate) {
        description.whyEmulated = done.error().message;
        emulate_[arm] = true;
        done = trialBlock(slot);
    }
    TRY_WITHIN("arm '" + description.name + "'", std::move(done));
    if (wanted == Acceleration::kvm && description.emulated())
        return Error{ErrorCode::configUnsupported,
                     "arm '" + description.name +
                         "': accel='kvm' is asked for, but the machine ran under tcg"};
    return {};
}

Result<void> Run::runSlot(std::size_t slot, Round& round) {
    const std::size_t arm = slots_[slot].arm;
    Block& block = round.blocks.emplace_back();
    const auto step = [&](unsigned number) { tell(round.number, slot, number); };
    TRY_WITHIN("round " + std::to_string(round.number) + ", arm '" + plan_.arms[arm].spec.name +
                   "'",
               runBlock(contextOf(slot), plan_.arms[arm], emulate_[arm], step, block));
    estimate_.blockDone(slot, block.end - block.start);
    return {};
}

Result<void> Run::runRound(unsigned number, const std::vector<std::vector<std::size_t>>& orders) {
    Round& round = result_.rounds.emplace_back();
    round.number = number;
    round.warmup = number <= plan_.spec.warmup;
    for (std::size_t scenario = 0; scenario < orders.size(); ++scenario)
        for (const std::size_t arm : orders[scenario]) {
            const auto slot = std::ranges::find_if(
                slots_, [&](const Slot& s) { return s.scenario == scenario && s.arm == arm; });
            if (slot != slots_.end())
                TRY(runSlot(static_cast<std::size_t>(slot - slots_.begin()), round));
        }
    round.complete = true;
    if (plan_.keepRound)
        TRY(plan_.keepRound(result_, round));
    return {};
}

/// No round begins that would not end within the budget; one measured round there always is.
bool Run::budgetIsUsed() const {
    return plan_.spec.budgetSeconds > 0 && !measuredRounds(result_).empty() &&
           secondsSince(begin_) + estimate_.secondsOfARound() > plan_.spec.budgetSeconds;
}

Result<void> Run::waitForQuiet() {
    const auto waiting = [this](const NoiseReading& reading) {
        RunProgress progress;
        progress.rounds = roundsInAll_;
        progress.waitsForLoad = reading.load1.value_or(0);
        observer_.progressed(progress);
    };
    result_.noise.before =
        TRY(waitForQuietHost(plan_.spec.gates, plan_.patience.quiet, stop_, waiting));
    return {};
}

Result<void> Run::trialAndRounds() {
    TRY(waitForQuiet());
    for (std::size_t slot = 0; slot < slots_.size(); ++slot)
        TRY(trial(slot));
    const std::size_t scenarios = plan_.spec.scenarios.size();
    const auto schedule = drawSchedule(plan_.seed, roundsInAll_ * scenarios, plan_.arms.size());
    const auto first = static_cast<unsigned>(plan_.before.size()) + 1;
    NoiseReading begin = result_.noise.before;
    for (unsigned number = first; number <= roundsInAll_ && !budgetIsUsed(); ++number) {
        if (number <= plan_.spec.warmup + 1)
            begin = readNoise("/proc", "/sys");
        const auto orders =
            schedule.begin() + static_cast<std::ptrdiff_t>((number - 1) * scenarios);
        TRY(runRound(number, {orders, orders + static_cast<std::ptrdiff_t>(scenarios)}));
        result_.noise.window = differenceOf(begin, readNoise("/proc", "/sys"));
    }
    return {};
}

} // namespace

BenchmarkResult describeRun(const RunPlan& plan, const HostReader& host) {
    const BenchmarkSpec& spec = plan.spec;
    BenchmarkResult result;
    result.runId = plan.runId;
    result.benchmark = spec.name;
    result.title = spec.title;
    result.description = spec.description;
    result.specFile = spec.fileName;
    result.specXml = spec.xml;
    result.command = plan.command;
    result.version = plan.version;
    result.started = utcNow();
    result.host = plan.host;
    result.digests = plan.digests;
    result.design.seed = plan.seed;
    result.design.rounds = spec.rounds;
    result.design.warmup = spec.warmup;
    result.design.equivalence = spec.equivalence;
    result.design.budgetSeconds = spec.budgetSeconds;
    result.design.gates = spec.gates;
    result.design.baseline = spec.baseline;
    result.design.cpuSource = host.cpuSource();
    for (const ScenarioSpec& scenario : spec.scenarios)
        result.scenarios.push_back(describe(scenario));
    for (const PreparedArm& arm : plan.arms)
        result.arms.push_back(describe(arm, plan.runId));
    return result;
}

BenchmarkResult runBenchmark(const RunPlan& plan, const HostReader& host, RunObserver& observer,
                             const StopRequest& stop) {
    return Run(plan, host, observer, stop).execute();
}

} // namespace twinvirt::bench
