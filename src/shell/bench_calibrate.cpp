#include "benchmark/result/sentences.h"
#include "benchmark/run/calibration.h"
#include "benchmark/run/host_probe.h"
#include "benchmark/run/kernel_session.h"
#include "benchmark/statistics/summary.h"
#include "shell/bench_actions.h"
#include "shell/bench_guard.h"
#include "shell/json_output.h"
#include "shell/progress_bar.h"
#include "shell/shell.h"

#include <algorithm>

namespace twinvirt {

namespace {

using namespace bench;

constexpr int noisyStatus = 4;
constexpr int interruptedStatus = 130;
constexpr std::chrono::seconds patience{30};

std::string textOf(const CalibrationPlan& plan, const Calibration& found) {
    const std::string all = std::to_string(found.experiments);
    const Summary widths = summarize(found.halfWidths);
    const Summary ratios = summarize(found.ratios);
    const Summary injected = summarize(found.injectedRatios);
    return "An arm against itself, " + all + " experiments of " + std::to_string(plan.rounds) +
           " rounds, equal within ±" + formatPercent(plan.equivalence) + " %:\n" + "  equal " +
           std::to_string(found.equal) + ", unclear " + std::to_string(found.unclear) +
           ", a difference that is not there " + std::to_string(found.wrong) +
           "   (at most 5 of 100: " + (found.findsNoGhosts() ? "PASS" : "FAIL") + ")\n" +
           "An arm that does " + std::to_string(plan.injectedPercent) +
           " % more work than it counts:\n  found slower " + std::to_string(found.found) + " of " +
           all + ", its ratios " + formatRatio(injected.p5) + " to " + formatRatio(injected.p95) +
           " (p5-p95)   (at least 90 of 100: " + (found.findsWhatIsThere() ? "PASS" : "FAIL") +
           ")\n" + "Ratios of the arm to itself: median " + formatRatio(ratios.median) + ", " +
           formatRatio(ratios.p5) + " to " + formatRatio(ratios.p95) +
           " (p5-p95); half of an interval is ±" + formatPercent(widths.median) +
           " % wide (median): a smaller difference cannot be told in " +
           std::to_string(plan.rounds) + " rounds on this host.\n";
}

std::string jsonOf(const CalibrationPlan& plan, const Calibration& found) {
    JsonList ratios;
    for (const double ratio : found.ratios)
        ratios.emplace_back(ratio);
    JsonList injectedRatios;
    for (const double ratio : found.injectedRatios)
        injectedRatios.emplace_back(ratio);
    return formatJson(JsonRecord{{"experiments", found.experiments},
                                 {"rounds", plan.rounds},
                                 {"seed", plan.seed},
                                 {"equivalence", plan.equivalence},
                                 {"injectedPercent", plan.injectedPercent},
                                 {"equal", found.equal},
                                 {"unclear", found.unclear},
                                 {"wrong", found.wrong},
                                 {"found", found.found},
                                 {"findsNoGhosts", found.findsNoGhosts()},
                                 {"findsWhatIsThere", found.findsWhatIsThere()},
                                 {"ratios", ratios},
                                 {"injectedRatios", injectedRatios}});
}

Result<CalibrationPlan> planOf(const ParsedCommand& command) {
    CalibrationPlan plan;
    if (const auto rounds = TRY(command.number("rounds", 5)))
        plan.rounds = static_cast<unsigned>(std::min(*rounds, 1000LL));
    if (const auto count = TRY(command.number("count", 1)))
        plan.experiments = static_cast<unsigned>(std::min(*count, 1000LL));
    if (const auto seed = TRY(command.number("seed")))
        plan.seed = static_cast<std::uint64_t>(*seed);
    return plan;
}

} // namespace

Result<int> benchCalibrate(Shell& shell, const ParsedCommand& command,
                           const std::vector<std::string>& /*paths*/) {
    const CalibrationPlan plan = TRY(planOf(command));
    const QuietBrokenPipes quiet;
    const BenchGuard guard = TRY(BenchGuard::open("calibrate", utcNow()));
    const auto probe = TRY(HostProbe::start(
        {shell.paths().libexec + "/twinvirt-bench-probe", patience, {}, {}}, guard.stop()));
    KernelSession session(probe.fd(), guard.stop());
    // Of many small operations, so that ten per cent more of them are ten per cent exactly.
    const auto sample = [&](unsigned slowDown) -> Result<std::vector<double>> {
        const KernelRun run = TRY(session.run({"syscall", 3, 5, patience, "", slowDown}));
        return run.values;
    };
    ProgressBar bar;
    const auto done = [&](unsigned experiments) {
        bar.report("experiment " + std::to_string(experiments) + " of " +
                       std::to_string(plan.experiments),
                   static_cast<double>(experiments) / plan.experiments);
    };
    const auto found = calibrate(plan, sample, done);
    if (!found && guard.stop().isSet()) {
        shell.complain("interrupted: nothing is left");
        return interruptedStatus;
    }
    const Calibration calibration = TRY(found);
    shell.print(command.has("json") ? jsonOf(plan, calibration) : textOf(plan, calibration));
    return calibration.findsNoGhosts() && calibration.findsWhatIsThere() ? 0 : noisyStatus;
}

} // namespace twinvirt
