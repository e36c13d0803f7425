#include "benchmark/result/gates.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

namespace twinvirt::bench {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::vector<Gate> idsOf(const std::vector<FiredGate>& fired) {
    std::vector<Gate> ids;
    for (const FiredGate& gate : fired)
        ids.push_back(gate.gate);
    return ids;
}

std::vector<Gate> firedBy(const RunNoise& noise) {
    return idsOf(gatesOfRun({}, noise));
}
std::vector<Gate> firedBy(const MetricNoise& noise) {
    return idsOf(gatesOfMetric({}, noise));
}

TEST(Gates, OfAHostThatTellsNothingDoNotFire) {
    EXPECT_THAT(gatesOfRun({}, {}), IsEmpty());
    EXPECT_THAT(gatesOfMetric({}, {}), IsEmpty());
}

TEST(Gates, StealFiresAboveOnePercentOfTheWindow) {
    RunNoise noise;
    for (const double quiet : {0.0, 0.0099, 0.01}) {
        noise.window.stealFraction = quiet;
        EXPECT_THAT(firedBy(noise), IsEmpty()) << quiet;
    }
    noise.window.stealFraction = 0.0101;
    EXPECT_THAT(firedBy(noise), ElementsAre(Gate::steal));
}

TEST(Gates, PressureFiresAboveTenPercentOfEachResource) {
    const std::vector<std::pair<Gate, std::optional<double> NoiseReading::*>> resources{
        {Gate::cpuPressure, &NoiseReading::cpuPressure},
        {Gate::memoryPressure, &NoiseReading::memoryPressure},
        {Gate::ioPressure, &NoiseReading::ioPressure}};
    for (const auto& [gate, member] : resources) {
        RunNoise noise;
        noise.before.*member = 9.99;
        EXPECT_THAT(firedBy(noise), IsEmpty()) << gateId(gate);
        noise.before.*member = 10;
        EXPECT_THAT(firedBy(noise), IsEmpty()) << gateId(gate);
        noise.before.*member = 10.01;
        EXPECT_THAT(firedBy(noise), ElementsAre(gate));
    }
}

TEST(Gates, LoadFiresAboveOneHalfForEachCpu) {
    RunNoise noise;
    noise.before.cpus = 4;
    for (const double quiet : {0.0, 1.99, 2.0}) {
        noise.before.load1 = quiet;
        EXPECT_THAT(firedBy(noise), IsEmpty()) << quiet;
    }
    noise.before.load1 = 2.01;
    EXPECT_THAT(firedBy(noise), ElementsAre(Gate::load));
}

TEST(Gates, SwapInFiresWithTheFirstPage) {
    RunNoise noise;
    noise.window.pagesSwappedIn = 0;
    EXPECT_THAT(firedBy(noise), IsEmpty());
    noise.window.pagesSwappedIn = 1;
    EXPECT_THAT(firedBy(noise), ElementsAre(Gate::swapIn));
}

TEST(Gates, AChangedClockSourceFires) {
    RunNoise noise;
    noise.window.clockSourceChanged = false;
    EXPECT_THAT(firedBy(noise), IsEmpty());
    noise.window.clockSourceChanged = true;
    EXPECT_THAT(firedBy(noise), ElementsAre(Gate::clockSource));
}

TEST(Gates, ClocksThatDisagreeFireAboveOnePercent) {
    MetricNoise noise;
    for (const double close : {0.0, 0.0099, 0.01}) {
        noise.clockDisagreement = close;
        EXPECT_THAT(firedBy(noise), IsEmpty()) << close;
    }
    noise.clockDisagreement = 0.0101;
    EXPECT_THAT(firedBy(noise), ElementsAre(Gate::clockDisagreement));
}

TEST(Gates, SevereOutliersFireAboveTenPercentOfTheValues) {
    MetricNoise noise;
    for (const double few : {0.0, 0.099, 0.1}) {
        noise.severeOutlierFraction = few;
        EXPECT_THAT(firedBy(noise), IsEmpty()) << few;
    }
    noise.severeOutlierFraction = 0.101;
    EXPECT_THAT(firedBy(noise), ElementsAre(Gate::severeOutliers));
}

TEST(Gates, DriftFiresAboveTheEquivalenceInBothDirections) {
    MetricNoise noise;
    noise.equivalence = 0.03;
    noise.relativeDrift = Interval{0.029, 0.01, 0.04};
    EXPECT_THAT(firedBy(noise), IsEmpty());
    noise.relativeDrift = Interval{0.03, 0.01, 0.04};
    EXPECT_THAT(firedBy(noise), IsEmpty());
    noise.relativeDrift = Interval{0.031, 0.01, 0.04};
    EXPECT_THAT(firedBy(noise), ElementsAre(Gate::drift));
    noise.relativeDrift = Interval{-0.031, -0.04, -0.01};
    EXPECT_THAT(firedBy(noise), ElementsAre(Gate::drift));
}

TEST(Gates, DriftThatMayAsWellBeNoneDoesNotFire) {
    MetricNoise noise;
    noise.relativeDrift = Interval{0.2, -0.01, 0.4};
    EXPECT_THAT(firedBy(noise), IsEmpty());
}

TEST(Gates, AnAaIntervalFiresWhenAllOfItLiesOutsideTheEquivalence) {
    MetricNoise noise;
    for (const Interval& fine : {Interval{1.01, 1.001, 1.02}, Interval{1, 0.8, 1.3},
                                 Interval{1.06, 1.04, 1.09}, Interval{0.95, 0.93, 0.96}}) {
        noise.control = fine;
        EXPECT_THAT(firedBy(noise), IsEmpty()) << fine.estimate;
    }
    noise.control = Interval{1.08, 1.051, 1.1};
    EXPECT_THAT(firedBy(noise), ElementsAre(Gate::controlBias));
    noise.control = Interval{0.9, 0.88, 0.95};
    EXPECT_THAT(firedBy(noise), ElementsAre(Gate::controlBias));
}

TEST(Gates, AFrequencyThatChangesOverTheRoundsFiresAboveFivePercent) {
    RunNoise noise;
    for (const Interval& fine :
         {Interval{0.04, 0.02, 0.06}, Interval{0.05, 0.02, 0.06}, Interval{-0.2, -0.4, 0.01}}) {
        noise.frequencyDrift = fine;
        EXPECT_THAT(firedBy(noise), IsEmpty()) << fine.estimate;
    }
    noise.frequencyDrift = Interval{-0.12, -0.2, -0.05};
    EXPECT_THAT(firedBy(noise), ElementsAre(Gate::frequency));
    EXPECT_THAT(gatesOfRun({}, noise)[0].sentence, HasSubstr("went down by 12 % (limit 5 %)"));
}

TEST(Gates, StealInsideAGuestFiresAboveOnePercent) {
    MetricNoise noise;
    for (const double quiet : {0.0, 0.01}) {
        noise.guestSteal = quiet;
        EXPECT_THAT(firedBy(noise), IsEmpty()) << quiet;
    }
    noise.guestSteal = 0.0101;
    EXPECT_THAT(firedBy(noise), ElementsAre(Gate::guestSteal));
}

TEST(Gates, AnOperationOfLessThanFiveMillisecondsFires) {
    MetricNoise noise;
    for (const double length : {5.0, 8.0, 4000.0}) {
        noise.operationMs = length;
        EXPECT_THAT(firedBy(noise), IsEmpty()) << length;
    }
    noise.operationMs = 4.99;
    EXPECT_THAT(firedBy(noise), ElementsAre(Gate::shortOperation));
}

TEST(Gates, ValuesThatSitOnATimeoutFireAndSayWhichOne) {
    MetricNoise noise;
    noise.subject = "time to delete of the virtual machine";
    noise.onTimeout = OnTimeout{"QEMU to end", 10, 0.9, "stop"};
    EXPECT_THAT(firedBy(noise), ElementsAre(Gate::onTimeout));
    EXPECT_THAT(gatesOfMetric({}, noise)[0].sentence,
                HasSubstr("90 % of the values of the step 'stop' in the time to delete of the "
                          "virtual machine lie within 1 % of 10.0 s, which is how long QEMU to end "
                          "is waited for"));
}

TEST(Gates, HaveLimitsThatCanBeSet) {
    Gates gates;
    gates.steal = 0.5;
    gates.drift = 0.5;
    gates.swapIn = 10;
    RunNoise run;
    run.window.stealFraction = 0.4;
    run.window.pagesSwappedIn = 10;
    EXPECT_THAT(gatesOfRun(gates, run), IsEmpty());
    MetricNoise metric;
    metric.relativeDrift = Interval{0.4, 0.3, 0.5};
    EXPECT_THAT(gatesOfMetric(gates, metric), IsEmpty());
}

TEST(Gates, SayWhatWasMeasuredTheLimitAndTheRemedy) {
    RunNoise noise;
    noise.window.stealFraction = 0.034;
    const auto fired = gatesOfRun({}, noise);
    ASSERT_EQ(fired.size(), 1U);
    EXPECT_EQ(fired[0].measured, 0.034);
    EXPECT_EQ(fired[0].limit, 0.01);
    EXPECT_THAT(fired[0].sentence,
                AllOf(HasSubstr("3.4 %"), HasSubstr("limit 1 %"), HasSubstr("dedicated CPUs")));

    MetricNoise metric;
    metric.subject = "boot time of the OS container";
    metric.relativeDrift = Interval{-0.08, -0.1, -0.06};
    EXPECT_THAT(gatesOfMetric({}, metric).at(0).sentence,
                HasSubstr("the boot time of the OS container went down by 8 % (limit 5 %)"));
}

TEST(Gates, FireTogetherInAFixedOrder) {
    RunNoise noise;
    noise.before.cpuPressure = 50;
    noise.before.load1 = 9;
    noise.before.cpus = 1;
    noise.window.stealFraction = 1;
    noise.window.pagesSwappedIn = 3;
    EXPECT_THAT(firedBy(noise),
                ElementsAre(Gate::cpuPressure, Gate::load, Gate::steal, Gate::swapIn));
}

TEST(Gates, HaveEachAnIdOfItsOwn) {
    std::set<std::string_view> ids;
    for (int gate = 0; gate <= static_cast<int>(Gate::controlBias); ++gate)
        ids.insert(gateId(static_cast<Gate>(gate)));
    EXPECT_EQ(ids.size(), static_cast<std::size_t>(Gate::controlBias) + 1);
    EXPECT_EQ(ids.count(""), 0U);
}

} // namespace
} // namespace twinvirt::bench
