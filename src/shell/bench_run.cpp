#include "shell/bench_run.h"

#include "benchmark/result/samples_file.h"
#include "benchmark/result/sentences.h"
#include "benchmark/run/digests.h"
#include "benchmark/run/host_facts.h"
#include "benchmark/run/prepare_arms.h"
#include "benchmark/run/runner.h"
#include "benchmark/run/work_directory.h"
#include "benchmark/spec/works.h"
#include "image/kernel.h"
#include "shell/bench_progress.h"
#include "util/uuid.h"

#include <algorithm>
#include <cctype>
#include <cmath>

namespace twinvirt {

namespace {

constexpr const char* workParent = "/var/tmp"; // what is big and short-lived (FHS)

std::uint64_t randomNumber() {
    const Uuid uuid = Uuid::random();
    // Small enough to be typed again.
    return (std::uint64_t{uuid.bytes[0]} << 16U) | (std::uint64_t{uuid.bytes[1]} << 8U) |
           uuid.bytes[2];
}

std::size_t counted(const bench::BenchmarkSpec& spec) {
    return static_cast<std::size_t>(
        std::ranges::count_if(spec.scenarios, [](const bench::ScenarioSpec& scenario) {
            return bench::workOf(scenario).mostCount > 0;
        }));
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
std::string commandFor(const bench::BenchmarkSpec& spec, std::uint64_t seed,
                       const std::vector<bench::SkippedArm>& skipped) {
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
    for (const bench::SkippedArm& arm : skipped) // it may be there next time
        arms += (arms.empty() ? "" : ",") + arm.name;
    for (const bench::ScenarioSpec& scenario : spec.scenarios) {
        scenarios += (scenarios.empty() ? "" : ",") + scenario.name;
        if (bench::workOf(scenario).mostCount > 0)
            count = std::to_string(scenario.count);
    }
    std::string command =
        "twinsh bench run " + quoted(spec.fileName) + " --seed " + std::to_string(seed) +
        (spec.quick ? std::string(" --quick") : " --rounds " + std::to_string(spec.rounds)) +
        " --warmup " + std::to_string(spec.warmup) + " --arms " + arms + " --only " + scenarios;
    if (counted(spec) == 1)
        command += " --count " + count;
    if (spec.budgetSeconds > 0)
        command += " --budget " + std::to_string(std::lround(spec.budgetSeconds));
    return command + (emulate ? " --emulate" : "") +
           (spec.allowTcgVerdicts ? " --allow-tcg-verdicts" : "") +
           (control ? "" : " --no-control");
}

/// Nobody is to wonder later where an arm has gone.
void tellSkipped(Shell& shell, const std::vector<bench::SkippedArm>& skipped) {
    for (const bench::SkippedArm& arm : skipped)
        shell.remark("skipped", arm.title + " (" + arm.name + "): " + arm.reason);
}

/// Not the connection's: each thread of a run that starts instances at once has one.
Result<std::shared_ptr<Driver>> openDriverOfItsOwn(const Shell& shell, const ConnectionUri& uri,
                                                   DomainType type) {
    auto connection =
        std::make_shared<Connection>(TRY(Connection::open(uri, shell.drivers(), shell.paths())));
    Driver* driver = TRY(connection->driverFor(type));
    return std::shared_ptr<Driver>(std::move(connection), driver);
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
    plan.armsBefore = request.resumed->arms;
    plan.mayMix = request.force;
    return samples.continueAfter();
}

} // namespace

Result<bench::BenchmarkResult> runBench(Shell& shell, const BenchRequest& request,
                                        const bench::StopRequest& stop) {
    const auto host = TRY(bench::HostReader::open("/proc", "/sys/fs/cgroup"));
    Connection* connection = TRY(shell.connection());
    const auto begin = std::chrono::steady_clock::now();
    ProgressBar bar;
    JsonProgress lines(STDERR_FILENO);
    Progress& progress = request.jsonProgress ? static_cast<Progress&>(lines) : bar;

    const auto work = TRY(bench::WorkDirectory::create(workParent));
    const auto driverFor = [&](DomainType type) { return connection->driverFor(type); };
    const std::string probe = shell.paths().libexec + "/twinvirt-bench-probe";
    const auto openDriver = [&](DomainType type) {
        return openDriverOfItsOwn(shell, connection->uri(), type);
    };
    auto prepared =
        TRY(bench::prepareArms(request.spec, {work.path(), systemCacheDirectory, probe, driverFor,
                                              openDriver, progress, stop, request.runId}));
    tellSkipped(shell, prepared.skipped);
    if (std::ranges::any_of(prepared.skipped, &bench::SkippedArm::required))
        return Error{ErrorCode::operationUnsupported, "an arm of the specification cannot run "
                                                      "here; leave it out with --arms"};

    bench::RunPlan plan;
    plan.spec = request.spec;
    TRY(bench::settleArms(plan.spec, prepared));
    plan.begin = begin;
    plan.seed = request.seed ? static_cast<std::uint64_t>(*request.seed) : randomNumber();
    plan.runId = request.runId;
    plan.command = commandFor(plan.spec, plan.seed, prepared.skipped);
    plan.version = TWINVIRT_VERSION;
    plan.host = bench::hostFacts(prepared.guestKernel);
    plan.arms = prepared.arms;
    plan.skipped = prepared.skipped;
    plan.digests = TRY(bench::digestsOf(prepared, work.path(), probe));
    plan.patience.quiet = std::chrono::milliseconds(std::llround(request.spec.quietSeconds * 1000));
    bench::SamplesFile samples(request.directory);
    if (request.resumed)
        TRY(goOn(plan, request, host, samples));
    else
        TRY(samples.begin(bench::describeRun(plan, host)));
    plan.keepRound = [&samples](const bench::BenchmarkResult& run, const bench::Round& round) {
        return samples.append(run, round);
    };
    if (request.begins)
        request.begins(bench::describeRun(plan, host));
    BarObserver barObserver(bar);
    JsonObserver jsonObserver(STDERR_FILENO);
    bench::RunObserver& observer =
        request.jsonProgress ? static_cast<bench::RunObserver&>(jsonObserver) : barObserver;
    bench::BenchmarkResult result = runBenchmark(plan, host, observer, stop);
    const auto removed = prepared.network ? prepared.network->remove() : Result<void>();
    if (!removed) {
        result.outcome = bench::Outcome::failed;
        result.failure += (result.failure.empty() ? "" : "; and then: ") + removed.error().message;
    }
    return result;
}

} // namespace twinvirt
