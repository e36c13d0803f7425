#include "shell/bench_run.h"

#include "benchmark/run/host_facts.h"
#include "benchmark/run/prepare_arms.h"
#include "benchmark/run/runner.h"
#include "benchmark/run/work_directory.h"
#include "image/kernel.h"
#include "shell/progress_bar.h"
#include "util/uuid.h"

namespace twinvirt {

namespace {

constexpr const char* workParent = "/var/tmp"; // what is big and short-lived (FHS)

std::string describe(const bench::RunProgress& progress) {
    if (progress.round == 0)
        return "trial: " + progress.arm;
    const std::string round = "round " + std::to_string(progress.round) + " of " +
                              std::to_string(progress.rounds) +
                              (progress.warmup ? " (warm-up)" : "") + ", " + progress.arm;
    if (progress.instance > progress.count)
        return round + ", all " + std::to_string(progress.count) + " up";
    return round + ", boot " + std::to_string(progress.instance) + " of " +
           std::to_string(progress.count);
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

/// The whole command with what was decided by itself, so that it repeats this very run.
std::string commandFor(const bench::BenchmarkSpec& spec, std::uint64_t seed) {
    std::string arms;
    bool emulate = false;
    for (const bench::ArmSpec& arm : spec.arms) {
        arms += (arms.empty() ? "" : ",") + arm.name;
        emulate = emulate || arm.acceleration == bench::Acceleration::tcg;
    }
    return "twinsh bench run " + spec.fileName + " --seed " + std::to_string(seed) + " --rounds " +
           std::to_string(spec.rounds) + " --warmup " + std::to_string(spec.warmup) + " --count " +
           std::to_string(spec.count) + " --arms " + arms + (emulate ? " --emulate" : "");
}

} // namespace

Result<bench::BenchmarkResult> runBench(Shell& shell, const BenchRequest& request,
                                        const bench::StopRequest& stop) {
    const auto host = TRY(bench::HostReader::open("/proc", "/sys/fs/cgroup"));
    Connection* connection = TRY(shell.connection());
    ProgressBar bar;

    const auto work = TRY(bench::WorkDirectory::create(workParent));
    const auto driverFor = [&](DomainType type) { return connection->driverFor(type); };
    const auto prepared =
        TRY(bench::prepareArms(request.spec, {work.path(), systemCacheDirectory, driverFor, bar}));

    bench::RunPlan plan;
    plan.spec = request.spec;
    plan.seed = request.seed ? static_cast<std::uint64_t>(*request.seed) : randomNumber();
    plan.runId = request.runId;
    plan.command = commandFor(request.spec, plan.seed);
    plan.version = TWINVIRT_VERSION;
    plan.host = bench::hostFacts(prepared.guestKernel);
    plan.arms = prepared.arms;
    BarObserver observer(bar);
    return runBenchmark(plan, host, observer, stop);
}

} // namespace twinvirt
