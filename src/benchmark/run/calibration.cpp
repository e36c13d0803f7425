#include "benchmark/run/calibration.h"

#include "benchmark/statistics/random.h"

#include <utility>

namespace twinvirt::bench {

namespace {

/// What the arms of one experiment gave.
struct Arms {
    RoundValues one;
    RoundValues other;
    RoundValues slower;
};

Result<Arms> measure(const CalibrationPlan& plan, Random& random, const CalibrationSample& sample) {
    Arms arms;
    for (unsigned round = 0; round < plan.rounds; ++round) {
        std::vector<std::pair<RoundValues*, unsigned>> order{
            {&arms.one, 0}, {&arms.other, 0}, {&arms.slower, plan.injectedPercent}};
        random.shuffle(order);
        for (const auto& [arm, slowDown] : order)
            arm->push_back(TRY(sample(slowDown)));
    }
    return arms;
}

void judge(Calibration& calibration, const CalibrationPlan& plan, const Arms& arms,
           const BootstrapOptions& bootstrap) {
    const EquivalenceBand band{plan.equivalence};
    const auto same = ratioOfMedians(arms.other, arms.one, bootstrap);
    const auto injected = ratioOfMedians(arms.slower, arms.one, bootstrap);
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
    calibration.injectedRatios.push_back(injected->estimate);
    calibration.halfWidths.push_back((same->high - same->low) / 2);
}

} // namespace

Result<Calibration> calibrate(const CalibrationPlan& plan, const CalibrationSample& sample,
                              const std::function<void(unsigned)>& done) {
    Random random(plan.seed);
    BootstrapOptions bootstrap{plan.resamples, 0.95, plan.seed};
    Calibration calibration;
    for (unsigned experiment = 1; experiment <= plan.experiments; ++experiment) {
        const Arms arms = TRY(measure(plan, random, sample));
        ++bootstrap.seed;
        judge(calibration, plan, arms, bootstrap);
        done(experiment);
    }
    return calibration;
}

} // namespace twinvirt::bench
