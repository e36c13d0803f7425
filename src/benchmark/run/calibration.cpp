#include "benchmark/run/calibration.h"

#include "benchmark/statistics/random.h"

#include <utility>

namespace twinvirt::bench {

namespace {

struct Pair {
    RoundValues one;
    RoundValues other;
};

/// The rounds of one experiment; which arm comes first is drawn for each of them.
Result<Pair> measure(unsigned rounds, Random& random,
                     const std::function<Result<std::vector<double>>()>& sample) {
    Pair pair;
    for (unsigned round = 0; round < rounds; ++round) {
        auto first = TRY(sample());
        auto second = TRY(sample());
        if (random.below(2) == 1)
            std::swap(first, second);
        pair.one.push_back(std::move(first));
        pair.other.push_back(std::move(second));
    }
    return pair;
}

RoundValues slower(RoundValues rounds, double part) {
    for (auto& round : rounds)
        for (double& value : round)
            value *= 1 + part;
    return rounds;
}

void judge(Calibration& calibration, const CalibrationPlan& plan, const Pair& pair,
           const BootstrapOptions& bootstrap) {
    const EquivalenceBand band{plan.equivalence};
    const auto same = ratioOfMedians(pair.other, pair.one, bootstrap);
    const auto injected = ratioOfMedians(slower(pair.other, plan.injected), pair.one, bootstrap);
    ++calibration.experiments;
    if (!same || !injected) {
        ++calibration.unclear;
        return;
    }
    const Verdict verdict = verdictOf(*same, band);
    calibration.equal += verdict == Verdict::equal ? 1 : 0;
    calibration.unclear += verdict == Verdict::unclear ? 1 : 0;
    calibration.wrong += verdict == Verdict::faster || verdict == Verdict::slower ? 1 : 0;
    calibration.found += verdictOf(*injected, band) == Verdict::slower ? 1 : 0;
    calibration.ratios.push_back(same->estimate);
    calibration.halfWidths.push_back((same->high - same->low) / 2);
}

} // namespace

Result<Calibration> calibrate(const CalibrationPlan& plan,
                              const std::function<Result<std::vector<double>>()>& sample,
                              const std::function<void(unsigned)>& done) {
    Random random(plan.seed);
    BootstrapOptions bootstrap{plan.resamples, 0.95, plan.seed};
    Calibration calibration;
    for (unsigned experiment = 1; experiment <= plan.experiments; ++experiment) {
        const Pair pair = TRY(measure(plan.rounds, random, sample));
        ++bootstrap.seed;
        judge(calibration, plan, pair, bootstrap);
        done(experiment);
    }
    return calibration;
}

} // namespace twinvirt::bench
