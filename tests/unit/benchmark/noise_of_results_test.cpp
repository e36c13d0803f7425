// From the rounds of a result to its gates: what each touches, and that it touches nothing else.
#include "benchmark/result/analysis.h"
#include "benchmark/result/result_json.h"
#include "benchmark/result/run_noise.h"
#include "benchmark/result/sentences.h"
#include "synthetic_result.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>

namespace twinvirt::bench {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;

/// Changes each block of an arm.
BenchmarkResult with(const std::string& arm, const std::function<void(Block&, unsigned)>& change,
                     unsigned rounds = 8) {
    BenchmarkResult result = syntheticResult(rounds);
    for (Round& round : result.rounds)
        for (Block& block : round.blocks)
            if (block.arm == arm)
                change(block, round.number);
    return result;
}

bool hasFired(const ArmFigure& figure, Gate gate) {
    return std::ranges::find(figure.gates, gate, &FiredGate::gate) != figure.gates.end();
}

bool isWithheld(const Comparison& pair, Gate gate) {
    return std::ranges::find(pair.withheldBy, gate) != pair.withheldBy.end();
}

/// Expects the gate on this metric and arm, verdicts withheld of what has that arm in it, and
/// everything else as it is without the disturbance.
void expectOnlyOn(const BenchmarkResult& result, Gate gate, const std::string& id,
                  const std::string& arm) {
    const Analysis quiet = analyse(syntheticResult(), 200);
    const Analysis analysis = analyse(result, 200);
    for (std::size_t i = 0; i < analysis.metrics.size(); ++i) {
        const MetricAnalysis& metric = analysis.metrics[i];
        const MetricAnalysis& without = quiet.metrics[i];
        for (std::size_t at = 0; at < metric.arms.size(); ++at) {
            const bool wanted = metric.metric->id == id && metric.arms[at].arm == arm;
            EXPECT_TRUE(!wanted || !hasFired(without.arms[at], gate)) << "it tells nothing";
            EXPECT_EQ(hasFired(metric.arms[at], gate), wanted || hasFired(without.arms[at], gate))
                << metric.metric->id << " of " << metric.arms[at].arm;
        }
        for (std::size_t at = 0; at < metric.comparisons.size(); ++at) {
            const Comparison& pair = metric.comparisons[at];
            const bool touched =
                metric.metric->id == id && (pair.arm == arm || pair.reference == arm);
            EXPECT_EQ(isWithheld(pair, gate), touched || isWithheld(without.comparisons[at], gate))
                << metric.metric->id << ": " << pair.arm << " to " << pair.reference;
            EXPECT_TRUE(!touched || !pair.hasVerdict());
        }
    }
    EXPECT_GT(gateSentences(result, analysis).size(),
              gateSentences(syntheticResult(), quiet).size())
        << "it is shown";
}

TEST(NoiseOfAResult, SevereOutliersTouchTheirArmAndMetric) {
    const auto result = with("os", [](Block& block, unsigned number) {
        if (number % 2 == 0)
            block.boots[0].readyMs *= 30;
    });
    expectOnlyOn(result, Gate::severeOutliers, "ready", "os");
}

TEST(NoiseOfAResult, ADriftTouchesItsArmAndMetric) {
    const auto result = with("app", [](Block& block, unsigned number) {
        for (Boot& boot : block.boots)
            boot.cpuMs *= 1 + 0.1 * number;
    });
    expectOnlyOn(result, Gate::drift, "boot-cpu", "app");
}

TEST(NoiseOfAResult, AShortOperationTouchesItsArmAndMetric) {
    const auto result = with("app", [](Block& block, unsigned) {
        for (double& milliseconds : block.deleteMs)
            milliseconds = 2 + milliseconds / 100;
    });
    expectOnlyOn(result, Gate::shortOperation, "delete", "app");
}

TEST(NoiseOfAResult, TimesOnATimeoutTouchTheirArmAndMetric) {
    const auto result = with("vm", [](Block& block, unsigned) {
        for (double& milliseconds : block.deleteMs)
            milliseconds = 10002 + milliseconds / 100; // libvirt waits 10 s for QEMU
    });
    expectOnlyOn(result, Gate::onTimeout, "delete", "vm");
}

TEST(NoiseOfAResult, AStepOnATimeoutIsFoundInTheBoot) {
    const auto result = with("os", [](Block& block, unsigned) {
        for (Boot& boot : block.boots) {
            boot.readyMs += 5400;
            boot.steps.push_back({"network", "attach", 3, 5001});
        }
    });
    const Analysis analysis = analyse(result, 100);
    EXPECT_THAT(gateSentences(result, analysis),
                Contains(HasSubstr("the step 'network' in the time to ready of the OS container")));
}

TEST(NoiseOfAResult, OneGateThatFiredOnManyIsToldOnce) {
    BenchmarkResult result = syntheticResult(8);
    for (Round& round : result.rounds)
        for (Block& block : round.blocks)
            for (Boot& boot : block.boots) {
                boot.readyMs *= 1 + 0.1 * round.number;
                boot.cpuMs *= 1 + 0.1 * round.number;
            }
    const auto sentences = gateSentences(result, analyse(result, 100));
    const auto drifts = [](const std::string& text) {
        return text.find("went up by") != std::string::npos;
    };
    ASSERT_EQ(std::ranges::count_if(sentences, drifts), 1);
    const auto told = std::ranges::find_if(sentences, drifts);
    EXPECT_THAT(*told, HasSubstr("The same was found of"));
    EXPECT_THAT(*told, HasSubstr("Time to ready of the OS container"));
    EXPECT_THAT(*told, HasSubstr("Host CPU of a boot of the "));
}

TEST(NoiseOfAResult, TimesNearNoTimeoutAndFewOnOneAreNone) {
    const auto result = with("vm", [](Block& block, unsigned number) {
        for (double& milliseconds : block.deleteMs)
            milliseconds = number <= 3 ? 10002 : 7000 + 100 * number;
    });
    for (const MetricAnalysis& metric : analyse(result, 50).metrics)
        for (const ArmFigure& figure : metric.arms)
            for (const FiredGate& fired : figure.gates)
                EXPECT_NE(fired.gate, Gate::onTimeout) << fired.sentence;
}

/// Two kernels in two arms, each of whose blocks `change` may disturb.
BenchmarkResult kernels(const std::function<void(KernelRun&, const std::string&)>& change) {
    BenchmarkResult result = syntheticResult(6, 2);
    Scenario& scenario = result.scenarios.front();
    scenario.work = "probe";
    scenario.kernels = {"syscall", "triad"};
    scenario.batches = 3;
    for (Round& round : result.rounds)
        for (Block& block : round.blocks) {
            block.boots.clear();
            block.deleteMs.clear();
            block.samples.clear();
            for (const std::string& kernel : scenario.kernels) {
                block.kernels.push_back({kernel, {100, 101, 99}, 2000, 2001, 200, 0});
                change(block.kernels.back(), block.arm);
            }
        }
    return result;
}

std::size_t firedOn(const Analysis& analysis, Gate gate, const std::string& arm) {
    std::size_t count = 0;
    for (const MetricAnalysis& metric : analysis.metrics)
        for (const ArmFigure& figure : metric.arms)
            for (const FiredGate& fired : figure.gates) {
                EXPECT_TRUE(fired.gate != gate || figure.arm == arm) << figure.arm;
                count += fired.gate == gate ? 1 : 0;
            }
    return count;
}

TEST(NoiseOfAResult, AGuestsClockThatIsWrongTouchesAllItsKernelsAndNoOtherArm) {
    const auto result = kernels([](KernelRun& run, const std::string& arm) {
        if (arm == "os")
            run.insideMs = 1900; // of 2001 ms, 5 of which may be the reading
    });
    EXPECT_EQ(firedOn(analyse(result, 50), Gate::clockDisagreement, "os"), 2U);
}

TEST(NoiseOfAResult, StealInAGuestTouchesAllItsKernelsAndNoOtherArm) {
    const auto result = kernels([](KernelRun& run, const std::string& arm) {
        if (arm == "os" && run.kernel == "triad")
            run.stealTicks = 5; // of 400 ticks of both kernels
    });
    EXPECT_EQ(firedOn(analyse(result, 50), Gate::guestSteal, "os"), 2U);
    const auto untold = kernels([](KernelRun& run, const std::string&) {
        run.totalTicks.reset();
        run.stealTicks.reset();
    });
    EXPECT_EQ(firedOn(analyse(untold, 50), Gate::guestSteal, ""), 0U);
}

TEST(NoiseOfAResult, AKernelIsBatchedAndMayBeShort) {
    EXPECT_EQ(firedOn(analyse(kernels([](KernelRun& run, const std::string&) {
                                  for (double& value : run.values)
                                      value /= 100;
                              }),
                              50),
                      Gate::shortOperation, ""),
              0U);
}

TEST(NoiseOfAResult, OfTheRunIsJoinedFromItsMeasuredRounds) {
    BenchmarkResult result = syntheticResult(8);
    double megahertz = 3000;
    for (Round& round : result.rounds) {
        round.noise.totalTicks = 100;
        round.noise.stealFraction = round.warmup ? 1 : 0.02;
        round.noise.megahertz = megahertz;
        megahertz -= 50;
    }
    joinNoise(result);
    EXPECT_DOUBLE_EQ(result.noise.window.stealFraction.value(), 0.02) << "warm-up does not count";
    ASSERT_TRUE(result.noise.frequencyDrift);
    EXPECT_LT(result.noise.frequencyDrift->high, -0.1);
    const Analysis analysis = analyse(result, 50);
    std::vector<Gate> fired;
    for (const FiredGate& gate : analysis.gates)
        fired.push_back(gate.gate);
    EXPECT_THAT(fired, ::testing::UnorderedElementsAre(Gate::steal, Gate::frequency));
    for (const Comparison* comparison : analysis.headlines())
        EXPECT_FALSE(comparison->hasVerdict());
    const auto again = resultFromJson("r", resultToJson(result, analysis));
    ASSERT_TRUE(again) << again.error().message;
    EXPECT_EQ(again->noise, result.noise);
    EXPECT_EQ(again->rounds.back().noise, result.rounds.back().noise);
}

} // namespace
} // namespace twinvirt::bench
