// Rounds that end early: what a rule for stopping does to what the intervals promise, in simulated
// runs. `stop` looks at the width of an interval alone; looking at the verdict would make findings.
#include "benchmark/run/interval_watch.h"
#include "benchmark/spec/benchmark_spec.h"
#include "benchmark/statistics/bootstrap.h"
#include "benchmark/statistics/random.h"
#include "benchmark/statistics/verdict.h"
#include "simulated_noise.h"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <string>

namespace twinvirt::bench {
namespace {

constexpr unsigned mostRounds = 50;
constexpr double noise = 0.05;

/// How a run looks at its interval.
struct Rule {
    std::size_t every = roundsBetweenLooks; ///< rounds
    unsigned inARow = narrowLooksToStop;    ///< looks at which `enough` has to say so
};

/// A run of two arms, the second `truth` times the first, until the rule ends it, or to its end.
Interval runUntil(Random& random, double truth, const Rule& rule,
                  const std::function<bool(const Interval&)>& enough, unsigned& rounds) {
    RoundValues slow;
    RoundValues fast;
    Interval ratio;
    unsigned row = 0;
    for (rounds = 0; rounds < mostRounds && row < rule.inARow;) {
        slow.push_back({truth * std::exp(noise * test::normal(random))});
        fast.push_back({std::exp(noise * test::normal(random))});
        ++rounds;
        if (rounds < fewestRoundsToStop || rounds % rule.every != 0)
            continue;
        ratio = *ratioOfMedians(slow, fast, {200, 0.95, random.below(1U << 30U)});
        row = enough(ratio) ? row + 1 : 0;
    }
    return ratio;
}

struct Stopped {
    double covered = 0; ///< percent of the runs
    double bias = 0;    ///< mean of the logarithm of estimate / truth
    double rounds = 0;  ///< mean
};

Stopped stoppedByWidth(const Rule& rule, int runs) {
    constexpr double truth = 1.3;
    constexpr double target = 0.08;
    Random random(4);
    Stopped stopped;
    for (int run = 0; run < runs; ++run) {
        unsigned rounds = 0;
        const auto narrow = [](const Interval& now) {
            return (now.high - now.low) / now.estimate < target;
        };
        const Interval ratio = runUntil(random, truth, rule, narrow, rounds);
        stopped.covered += ratio.low <= truth && truth <= ratio.high ? 100.0 / runs : 0;
        stopped.bias += std::log(ratio.estimate / truth) / runs;
        stopped.rounds += static_cast<double>(rounds) / runs;
    }
    return stopped;
}

TEST(StopByWidth, KeepsTheCoverageAndTheEstimate) {
    const Stopped stopped = stoppedByWidth({}, 1500); // a standard error of 0.6 %
    RecordProperty("percent", std::to_string(stopped.covered));
    EXPECT_LT(stopped.rounds, 0.7 * mostRounds) << "it does stop early";
    EXPECT_GE(stopped.rounds, fewestRoundsToStop + roundsBetweenLooks);
    EXPECT_GE(stopped.covered, 93);
    EXPECT_LE(stopped.covered, 97);
    EXPECT_NEAR(stopped.bias, 0, 0.003);
}

TEST(StopByWidth, AtTheFirstNarrowIntervalOfAnyRoundWouldCoverLess) {
    EXPECT_LT(stoppedByWidth({1, 1}, 600).covered, 93) << "this is why it looks seldom and twice";
}

TEST(StopByVerdict, WouldFindDifferencesThatAreNotThere) {
    constexpr int runs = 100;
    constexpr EquivalenceBand none{0};
    Random random(5);
    double found = 0;
    for (int run = 0; run < runs; ++run) {
        unsigned rounds = 0;
        const auto decided = [&](const Interval& now) {
            const Verdict verdict = verdictOf(now, none);
            return verdict == Verdict::faster || verdict == Verdict::slower;
        };
        found += decided(runUntil(random, 1, {1, 1}, decided, rounds)) ? 100.0 / runs : 0;
    }
    RecordProperty("percent", std::to_string(found));
    EXPECT_GT(found, 12) << "nominal is 5 %: this is why the width decides";
}

/// Whether so many rounds of two equal arms give a verdict.
std::optional<std::size_t> roundsNeeded(Random& random, unsigned rounds, bool& decided) {
    constexpr EquivalenceBand band{0.05};
    RoundValues one;
    RoundValues other;
    for (unsigned round = 0; round < rounds; ++round) {
        one.push_back({std::exp(2 * noise * test::normal(random))});
        other.push_back({std::exp(2 * noise * test::normal(random))});
    }
    const Interval ratio = *ratioOfMedians(one, other, {200, 0.95, random.below(1U << 30U)});
    decided = verdictOf(ratio, band) != Verdict::unclear;
    return decided ? std::nullopt : roundsToDecide(ratio, band, rounds);
}

/// Percent of 200 runs of so many rounds that give a verdict.
double decidedOf(Random& random, unsigned rounds) {
    constexpr int runs = 200;
    int count = 0;
    for (int run = 0; run < runs; ++run) {
        bool decided = false;
        roundsNeeded(random, rounds, decided);
        count += decided ? 1 : 0;
    }
    return 100.0 * count / runs;
}

TEST(RoundsToDecide, IsANumberOfRoundsThatMostRunsAreDecidedWith) {
    constexpr unsigned before = 20;
    Random random(6);
    std::vector<double> needed;
    for (int run = 0; run < 300; ++run) {
        bool decided = false;
        if (const auto rounds = roundsNeeded(random, before, decided))
            needed.push_back(static_cast<double>(*rounds));
    }
    ASSERT_GT(needed.size(), 200U) << "20 rounds are too few to tell";
    std::sort(needed.begin(), needed.end());
    const auto typical = static_cast<unsigned>(needed[needed.size() / 2]);
    EXPECT_GT(typical, 2 * before);
    EXPECT_LT(typical, 20 * before);
    const double first = decidedOf(random, before);
    const double then = decidedOf(random, typical);
    RecordProperty("typical", std::to_string(typical));
    RecordProperty("decidedBefore", std::to_string(first));
    RecordProperty("decidedThen", std::to_string(then));
    EXPECT_LT(first, 20);
    EXPECT_GE(then, 50);
}

} // namespace
} // namespace twinvirt::bench
