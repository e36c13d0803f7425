#include "benchmark/run/runner.h"

#include "benchmark/result/run_noise.h"
#include "benchmark/result/sentences.h"
#include "benchmark/run/block_runner.h"
#include "benchmark/run/block_works.h"
#include "benchmark/run/budget.h"
#include "benchmark/run/harness_watch.h"
#include "benchmark/run/interval_watch.h"
#include "benchmark/run/quiet_host.h"
#include "benchmark/run/round_plan.h"
#include "benchmark/run/schedule.h"
#include "benchmark/run/time_estimate.h"
#include "benchmark/run/trial_boots.h"
#include "benchmark/spec/read_spec.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace twinvirt::bench {
namespace {

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
        : plan_(plan), host_(host), observer_(observer), stop_(stop),
          slots_(slotsOf(plan.spec, plan.arms)), rounds_{plan.spec.warmup, plan.spec.rounds},
          start_(startOf(plan.before)),
          budget_(plan.spec.budgetSeconds, plan.begin.value_or(plan.now()), plan.now),
          estimate_(rounds_.blocksFrom(static_cast<unsigned>(plan.before.size()) + 1, slots_)),
          emulate_(plan.arms.size(), false), absent_(slots_.size(), false),
          result_(describeRun(plan, host)), intervals_(plan.spec.stopWidth) {
        result_.rounds = plan.before;
    }

    BenchmarkResult execute() {
        const Result<void> done = trialAndRounds();
        if (!done) {
            const bool asked = done.error().code == ErrorCode::operationAborted && stop_.isSet();
            result_.outcome = asked ? Outcome::interrupted : Outcome::failed;
            result_.failure = asked ? "" : done.error().message;
        }
        joinNoise(result_);
        result_.harness = harness_.summary();
        result_.finished = utcNow();
        return std::move(result_);
    }

  private:
    Result<void> trialAndRounds();
    /// What the run was exposed to before it began.
    Result<void> waitForQuiet();
    Result<void> trial(std::size_t slot);
    Result<void> trialBlock(std::size_t slot);
    void leaveOut(std::size_t slot, const std::string& reason);
    Result<void> runRound(unsigned number, const std::vector<std::vector<std::size_t>>& orders);
    Result<void> runSlot(std::size_t slot, Round& round);
    /// The trials of all arms, and what they say of the budget.
    Result<void> tryAll();
    void giveUpWarmups(unsigned next);
    /// Of a run that goes on after another part: whether its arms run on what they ran on there.
    Result<void> compareWithBefore();
    /// Why this round does not begin; nullopt: it does.
    [[nodiscard]] std::optional<Ending> endingBefore(unsigned number) const;
    [[nodiscard]] double secondsOfRound(unsigned number) const;
    void tell(unsigned round, std::size_t slot, unsigned step);
    [[nodiscard]] const ScenarioSpec& scenarioOf(std::size_t slot) const {
        return plan_.spec.scenarios[slots_[slot].scenario];
    }
    [[nodiscard]] BlockContext contextOf(std::size_t slot) const {
        return {scenarioOf(slot), plan_.runId, host_, stop_, start_, plan_.patience, nullptr};
    }

    const RunPlan& plan_;
    const HostReader& host_;
    RunObserver& observer_;
    const StopRequest& stop_;
    const std::vector<Slot> slots_;
    Rounds rounds_;
    const Clock::time_point start_; ///< of the samples' time
    const Budget budget_;
    TimeEstimate estimate_;
    TrialBoots trials_;
    std::vector<bool> emulate_; ///< for each arm
    std::vector<bool> absent_;  ///< for each slot: the arm cannot do it
    BenchmarkResult result_;
    HarnessWatch harness_;
    IntervalWatch intervals_;
};

void Run::tell(unsigned round, std::size_t slot, unsigned step) {
    const ScenarioSpec& scenario = scenarioOf(slot);
    RunProgress progress;
    progress.round = round;
    progress.rounds = rounds_.all();
    progress.warmup = rounds_.isWarmup(round);
    progress.intervalWidth = intervals_.width();
    progress.scenario = scenario.title;
    progress.arm = armLabel(result_.arms[slots_[slot].arm]);
    progress.step = step;
    const BlockWork& work = blockWorkOf(scenario);
    progress.steps = work.steps(scenario);
    if (work.stepTitle != nullptr && step >= 1 && step <= progress.steps)
        progress.stepTitle = work.stepTitle(scenario, step);
    if (round > 0) {
        // The block that runs now is still counted in full by the estimate.
        const double done = static_cast<double>(step - 1) / (progress.steps + 1);
        const double left = estimate_.secondsLeft() - done * estimate_.secondsOf(slot);
        progress.secondsLeft = std::max(0.0, left);
        const double elapsed = budget_.elapsed();
        if (budget_.isSet())
            progress.secondsLeft =
                std::min(std::max(0.0, budget_.seconds() - elapsed), progress.secondsLeft);
        progress.fraction = elapsed / (elapsed + progress.secondsLeft);
    }
    observer_.progressed(progress);
}

Result<void> Run::trialBlock(std::size_t slot) {
    constexpr double settling = 0.3;
    const std::size_t arm = slots_[slot].arm;
    const ScenarioSpec& scenario = scenarioOf(slot);
    const BlockWork& work = blockWorkOf(scenario);
    double boot = 0;
    if (!plan_.arms[arm].spec.isHost()) {
        const auto trial = TRY(trials_.of(contextOf(slot), plan_.arms[arm], emulate_[arm]));
        result_.arms[arm].acceleration = trial.acceleration;
        boot = trial.seconds;
    }
    Block tried;
    if (work.trial != nullptr) {
        const ScenarioSpec once = work.trial(scenario);
        const BlockContext context{once, plan_.runId, host_, stop_, start_, plan_.patience};
        TRY(runBlock(
            context, plan_.arms[arm], emulate_[arm], [](unsigned) {}, tried));
    }
    estimate_.guess(slot, settling + work.blockSeconds(scenario, boot,
                                                       work.trial == nullptr ? nullptr : &tried));
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
    const bool cannot = !done && done.error().code == ErrorCode::operationUnsupported;
    const bool mayEmulate = plan_.arms[arm].spec.type == "kvm" && !emulate_[arm] && !cannot &&
                            wanted == Acceleration::automatic && !stop_.isSet();
    if (!done && mayEmulate) {
        description.whyEmulated = done.error().message;
        emulate_[arm] = true;
        done = trialBlock(slot);
    }
    if (!done && done.error().code == ErrorCode::operationUnsupported) {
        leaveOut(slot, done.error().message);
        return {};
    }
    result_.lacksArm = done ? wanted == Acceleration::kvm && description.emulated()
                            : done.error().code == ErrorCode::configUnsupported;
    if (!done && result_.lacksArm && !stop_.isSet())
        result_.skipped.push_back(
            {description.name, description.title, done.error().message, true});
    TRY_WITHIN("arm '" + description.name + "'", std::move(done));
    if (result_.lacksArm)
        return Error{ErrorCode::configUnsupported,
                     "arm '" + description.name +
                         "': accel='kvm' is asked for, but the machine ran under tcg"};
    return {};
}

/// For a sentence: what a console ended with has several.
static std::string inOneLine(const std::string& text) {
    std::string line;
    for (const char c : text)
        if (c != '\n' && c != '\t')
            line += c;
        else if (!line.empty() && line.back() != ' ')
            line += ' ';
    return line;
}

/// It boots, so the run goes on without it in this scenario alone.
void Run::leaveOut(std::size_t slot, const std::string& reason) {
    absent_[slot] = true;
    estimate_.leaveOut(slot);
    result_.scenarios[slots_[slot].scenario].absent.push_back(
        {result_.arms[slots_[slot].arm].name, inOneLine(reason)});
}

Result<void> Run::runSlot(std::size_t slot, Round& round) {
    const std::size_t arm = slots_[slot].arm;
    Block& block = round.blocks.emplace_back();
    const auto step = [&](unsigned number) { tell(round.number, slot, number); };
    OperationTime operations;
    BlockContext context = contextOf(slot);
    context.operations = &operations;
    const auto begin = plan_.now();
    TRY_WITHIN("round " + std::to_string(round.number) + ", arm '" + plan_.arms[arm].spec.name +
                   "'",
               runBlock(context, plan_.arms[arm], emulate_[arm], step, block));
    const double took = std::chrono::duration<double>(plan_.now() - begin).count();
    estimate_.blockDone(slot, took);
    harness_.blockDone(took, block.end - block.start, operations.seconds());
    return {};
}

/// A round that would take the run beyond its budget stays incomplete, and so out of every figure.
Result<void> Run::runRound(unsigned number, const std::vector<std::vector<std::size_t>>& orders) {
    const bool mayEnd = !measuredRounds(result_).empty();
    Round& round = result_.rounds.emplace_back();
    round.number = number;
    round.warmup = rounds_.isWarmup(number);
    for (std::size_t scenario = 0; scenario < orders.size(); ++scenario)
        for (const std::size_t arm : orders[scenario]) {
            const auto found = std::ranges::find_if(
                slots_, [&](const Slot& s) { return s.scenario == scenario && s.arm == arm; });
            if (found == slots_.end())
                continue;
            const auto slot = static_cast<std::size_t>(found - slots_.begin());
            if (absent_[slot] || !rounds_.has(number, slots_[slot]))
                continue;
            if (mayEnd && budget_.isBrokenBy(estimate_.secondsOf(slot)))
                return {};
            TRY(runSlot(slot, round));
        }
    round.complete = true;
    return {};
}

double Run::secondsOfRound(unsigned number) const {
    double seconds = 0;
    for (std::size_t slot = 0; slot < slots_.size(); ++slot)
        if (rounds_.has(number, slots_[slot]))
            seconds += estimate_.secondsOf(slot);
    return seconds;
}

/// No round begins that would not end within the budget; one measured round there always is. That
/// the intervals are narrow ends a run, and never what they say: whoever measures until he finds a
/// difference finds one.
std::optional<Ending> Run::endingBefore(unsigned number) const {
    const std::size_t measured = measuredRounds(result_).size();
    if (measured == 0)
        return std::nullopt;
    if (!budget_.hasRoomFor(secondsOfRound(number)))
        return Ending::budget;
    if (intervals_.isNarrowEnough())
        return Ending::precision;
    return std::nullopt;
}

Result<void> Run::waitForQuiet() {
    const auto waiting = [this](const NoiseReading& reading) {
        RunProgress progress;
        progress.rounds = rounds_.all();
        progress.waitsForLoad = reading.load1.value_or(0);
        observer_.progressed(progress);
    };
    std::chrono::milliseconds patience = plan_.patience.quiet;
    constexpr double part = 100; // a tenth of the budget, in milliseconds
    if (budget_.isSet())
        patience =
            std::min(patience, std::chrono::milliseconds(std::lround(budget_.seconds() * part)));
    result_.noise.before = TRY(waitForQuietHost(plan_.spec.gates, patience, stop_, waiting));
    return {};
}

Result<void> Run::tryAll() {
    const auto tooSmall = [&](const std::string& why) {
        return Error{ErrorCode::operationInvalid,
                     "the budget of " + formatValue(budget_.seconds()) + " s is too small: " + why +
                         "; give more (--budget), or fewer arms (--arms) or scenarios (--only)"};
    };
    for (std::size_t slot = 0; slot < slots_.size(); ++slot) {
        if (!budget_.hasRoomFor(0))
            return tooSmall("trying each arm once took longer");
        TRY(trial(slot));
    }
    if (!measuredRounds(result_).empty()) { // its warm-up rounds are behind it, however many
        const auto warmups = std::ranges::count(plan_.before, true, &Round::warmup);
        rounds_.warmups = static_cast<unsigned>(warmups);
        return {};
    }
    const double round = secondsOfRound(rounds_.warmups + 1);
    if (budget_.isBrokenBy(round))
        return tooSmall("after " + formatValue(budget_.elapsed()) +
                        " s of trials one round takes " + formatValue(round) + " s");
    return {};
}

/// A round is known better after each: the warm-up rounds that have no room beside a measured one
/// are left out.
void Run::giveUpWarmups(unsigned next) {
    if (!rounds_.isWarmup(next))
        return;
    const unsigned left = rounds_.warmups - next + 1;
    const unsigned useless = left - budget_.warmupsWithin(left, secondsOfRound(next),
                                                          secondsOfRound(rounds_.warmups + 1));
    for (std::size_t slot = 0; slot < slots_.size(); ++slot)
        if (rounds_.has(next, slots_[slot]))
            estimate_.drop(slot, useless);
    rounds_.warmups -= useless;
}

Result<void> Run::compareWithBefore() {
    for (const ArmDescription& before : plan_.armsBefore) {
        const ArmDescription* now = findArm(result_, before.name);
        if (plan_.before.empty() || now == nullptr || now->acceleration == before.acceleration)
            continue;
        const std::string difference = "acceleration of arm '" + before.name + "': '" +
                                       before.acceleration + "' before, '" + now->acceleration +
                                       "' now";
        if (!plan_.mayMix)
            return Error{ErrorCode::configUnsupported, "cannot go on: " + difference};
        result_.host.emplace_back("mixed", difference);
    }
    return {};
}

Result<void> Run::trialAndRounds() {
    TRY(waitForQuiet());
    TRY(tryAll());
    TRY(compareWithBefore());
    const std::size_t scenarios = plan_.spec.scenarios.size();
    const auto schedule = drawSchedule(plan_.seed, rounds_.all() * scenarios, plan_.arms.size());
    const auto first = static_cast<unsigned>(plan_.before.size()) + 1;
    NoiseReading noise = readNoise("/proc", "/sys");
    for (unsigned number = first; number <= rounds_.all(); ++number) {
        if (const auto why = endingBefore(number)) {
            result_.ending = *why;
            break;
        }
        giveUpWarmups(number);
        harness_.roundBegins();
        const auto orders =
            schedule.begin() + static_cast<std::ptrdiff_t>((number - 1) * scenarios);
        TRY(runRound(number, {orders, orders + static_cast<std::ptrdiff_t>(scenarios)}));
        Round& round = result_.rounds.back();
        if (!round.complete) {
            result_.ending = Ending::budget;
            break;
        }
        const NoiseReading now = readNoise("/proc", "/sys");
        round.noise = differenceOf(std::exchange(noise, now), now);
        harness_.roundMeasured();
        if (plan_.keepRound)
            TRY(plan_.keepRound(result_, round));
        harness_.roundKept();
        intervals_.look(result_);
        harness_.roundJudged();
    }
    return {};
}

} // namespace

BenchmarkResult runBenchmark(const RunPlan& plan, const HostReader& host, RunObserver& observer,
                             const StopRequest& stop) {
    return Run(plan, host, observer, stop).execute();
}

} // namespace twinvirt::bench
