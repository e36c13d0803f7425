#include "shell/bench_run.h"

#include "benchmark/result/samples_file.h"
#include "benchmark/result/sentences.h"
#include "benchmark/run/digests.h"
#include "benchmark/run/host_facts.h"
#include "benchmark/run/prepare_arms.h"
#include "benchmark/run/runner.h"
#include "benchmark/run/work_directory.h"
#include "image/kernel.h"
#include "shell/progress_bar.h"
#include "util/uuid.h"

#include <algorithm>
#include <cctype>
#include <cmath>

namespace twinvirt {

namespace {

constexpr const char* workParent = "/var/tmp"; // what is big and short-lived (FHS)

std::string describe(const bench::RunProgress& progress) {
    if (progress.waitsForLoad)
        return "waiting for a quiet host (load " + bench::formatValue(*progress.waitsForLoad) + ")";
    if (progress.round == 0)
        return "trial: " + progress.arm;
    const std::string round = "round " + std::to_string(progress.round) + " of " +
                              std::to_string(progress.rounds) +
                              (progress.warmup ? " (warm-up)" : "") + ", " + progress.arm;
    if (!progress.kernel.empty())
        return round + ", " + progress.kernel;
    if (progress.step > progress.steps)
        return round + ", all " + std::to_string(progress.steps) + " up";
    return round + ", boot " + std::to_string(progress.step) + " of " +
           std::to_string(progress.steps);
}

class BarObserver : public bench::RunObserver {
  public:
    explicit BarObserver(ProgressBar& bar) : bar_(bar) {}
    void progressed(const bench::RunProgress& progress) override {
        bar_.report(describe(progress), progress.round == 0 ? -1 : progress.fraction);
    }

  private:
    ProgressBar& bar_;
};

std::uint64_t randomNumber() {
    const Uuid uuid = Uuid::random();
    // Small enough to be typed again.
    return (std::uint64_t{uuid.bytes[0]} << 16U) | (std::uint64_t{uuid.bytes[1]} << 8U) |
           uuid.bytes[2];
}

std::size_t boots(const bench::BenchmarkSpec& spec) {
    return static_cast<std::size_t>(std::ranges::count_if(
        spec.scenarios, [](const bench::ScenarioSpec& scenario) { return !scenario.hasProbe(); }));
}

/// As one word for a shell, and for ours.
std::string quoted(const std::string& word) {
    const auto isPlain = [](char c) {
        return std::isalnum(static_cast<unsigned char>(c)) != 0 ||
               std::string_view("/._-+,:@%").find(c) != std::string_view::npos;
    };
    if (!word.empty() && std::ranges::all_of(word, isPlain))
        return word;
    std::string text = "'";
    for (const char c : word)
        text += c == '\'' ? "'\\''" : std::string(1, c);
    return text + "'";
}

/// The whole command with what was decided by itself, so that it repeats this very run.
std::string commandFor(const bench::BenchmarkSpec& spec, std::uint64_t seed) {
    std::string arms;
    std::string scenarios;
    std::string count;
    bool emulate = false;
    bool control = false;
    for (const bench::ArmSpec& arm : spec.arms) {
        control = control || !arm.controlOf.empty();
        if (arm.controlOf.empty())
            arms += (arms.empty() ? "" : ",") + arm.name;
        emulate = emulate || arm.acceleration == bench::Acceleration::tcg;
    }
    for (const bench::ScenarioSpec& scenario : spec.scenarios) {
        scenarios += (scenarios.empty() ? "" : ",") + scenario.name;
        if (!scenario.hasProbe())
            count = std::to_string(scenario.count);
    }
    std::string command = "twinsh bench run " + quoted(spec.fileName) + " --seed " +
                          std::to_string(seed) + " --rounds " + std::to_string(spec.rounds) +
                          " --warmup " + std::to_string(spec.warmup) + " --arms " + arms +
                          " --only " + scenarios;
    if (boots(spec) == 1)
        command += " --count " + count;
    if (spec.budgetSeconds > 0)
        command += " --budget " + std::to_string(std::lround(spec.budgetSeconds));
    return command + (emulate ? " --emulate" : "") + (control ? "" : " --no-control");
}

/// The rounds of the earlier run count as those of this one: only if both are one experiment.
Result<void> goOn(bench::RunPlan& plan, const BenchRequest& request, const bench::HostReader& host,
                  bench::SamplesFile& samples) {
    std::string differences;
    for (const std::string& difference :
         bench::whyNotContinued(*request.resumed, bench::describeRun(plan, host)))
        differences += (differences.empty() ? "" : "; ") + difference;
    if (!differences.empty() && !request.force)
        return Error{ErrorCode::configUnsupported,
                     "cannot go on with run " + request.resumed->runId + ": " + differences +
                         ". Run it anew, or use --force: the result will say that it is mixed"};
    if (!differences.empty())
        plan.host.emplace_back("mixed", differences);
    plan.before = request.resumed->rounds;
    return samples.continueAfter();
}

} // namespace

Result<bench::BenchmarkResult> runBench(Shell& shell, const BenchRequest& request,
                                        const bench::StopRequest& stop) {
    const auto host = TRY(bench::HostReader::open("/proc", "/sys/fs/cgroup"));
    Connection* connection = TRY(shell.connection());
    ProgressBar bar;

    const auto work = TRY(bench::WorkDirectory::create(workParent));
    const auto driverFor = [&](DomainType type) { return connection->driverFor(type); };
    const std::string probe = shell.paths().libexec + "/twinvirt-bench-probe";
    const auto prepared = TRY(bench::prepareArms(
        request.spec, {work.path(), systemCacheDirectory, probe, driverFor, bar}));

    bench::RunPlan plan;
    plan.spec = request.spec;
    plan.seed = request.seed ? static_cast<std::uint64_t>(*request.seed) : randomNumber();
    plan.runId = request.runId;
    plan.command = commandFor(request.spec, plan.seed);
    plan.version = TWINVIRT_VERSION;
    plan.host = bench::hostFacts(prepared.guestKernel);
    plan.arms = prepared.arms;
    plan.digests = TRY(bench::digestsOf(prepared, work.path(), probe));
    plan.patience.quiet = std::chrono::milliseconds(std::llround(request.spec.quietSeconds * 1000));
    bench::SamplesFile samples(request.directory);
    if (request.resumed)
        TRY(goOn(plan, request, host, samples));
    plan.keepRound = [&samples](const bench::BenchmarkResult& run, const bench::Round& round) {
        return samples.append(run, round);
    };
    if (request.begins)
        request.begins(bench::describeRun(plan, host));
    BarObserver observer(bar);
    return runBenchmark(plan, host, observer, stop);
}

} // namespace twinvirt
