#include "benchmark/measure/noise_reader.h"
#include "support/temporary_directory.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

namespace twinvirt::bench {
namespace {

/// A /proc and a /sys of our own.
class NoiseTree : public ::testing::Test {
  protected:
    void write(const std::string& path, const std::string& text) {
        const std::filesystem::path file = directory_ / path;
        std::filesystem::create_directories(file.parent_path());
        std::ofstream(file) << text;
    }
    NoiseReading read() { return readNoise(directory_ / "proc", directory_ / "sys"); }

    twinvirt::test::TemporaryDirectory directory_{"noise"};
};

TEST_F(NoiseTree, TellsEverythingThatAHostTells) {
    write("proc/stat", "cpu  100 10 50 800 20 1 4 15 90 9\ncpu0 1 2 3 4 5 6 7 8 9 9\n"
                       "cpu1 1 2 3 4 5 6 7 8 9 9\nintr 5 6\nctxt 77\n");
    write("proc/pressure/cpu", "some avg10=12.50 avg60=3.00 avg300=1.00 total=9\n"
                               "full avg10=99.00 avg60=0.00 avg300=0.00 total=0\n");
    write("proc/pressure/memory", "some avg10=0.00 avg60=0.00 avg300=0.00 total=0\n");
    write("proc/pressure/io", "some avg10=3.25 avg60=0.00 avg300=0.00 total=0\n");
    write("proc/vmstat", "pgpgin 8\npswpin 41\npswpout 7\n");
    write("proc/loadavg", "1.50 0.30 0.20 1/100 99\n");
    write("proc/cpuinfo", "processor\t: 0\ncpu MHz\t\t: 2596.134\n\nprocessor\t: 1\n"
                          "cpu MHz\t\t: 3100.000\ncache size : 1 KB\n");
    write("sys/devices/system/clocksource/clocksource0/current_clocksource", "tsc\n");

    const NoiseReading reading = read();
    EXPECT_EQ(reading.stealTicks, 15U);
    EXPECT_EQ(reading.totalTicks, 1000U) << "guest time is part of user time";
    EXPECT_EQ(reading.cpuPressure, 12.5);
    EXPECT_EQ(reading.memoryPressure, 0);
    EXPECT_EQ(reading.ioPressure, 3.25);
    EXPECT_EQ(reading.pagesSwappedIn, 41U);
    EXPECT_EQ(reading.load1, 1.5);
    EXPECT_EQ(reading.cpus, 2U);
    EXPECT_EQ(reading.loadPerCpu(), 0.75);
    EXPECT_EQ(reading.clockSource, "tsc");
    EXPECT_EQ(reading.megahertz, 3100);
}

TEST_F(NoiseTree, LeavesAbsentWhatThereIsNot) {
    EXPECT_EQ(read(), NoiseReading{});
    EXPECT_FALSE(read().loadPerCpu());
}

TEST_F(NoiseTree, TakesNoStealFromALineWithoutIt) {
    write("proc/stat", "cpu  100 10 50 800 20 1 4\ncpu0 100 10 50 800 20 1 4\n");
    EXPECT_FALSE(read().stealTicks);
    EXPECT_FALSE(read().totalTicks);
    EXPECT_EQ(read().cpus, 1U);
}

TEST_F(NoiseTree, TakesNothingFromTextThatIsNoNumber) {
    write("proc/stat", "cpu  what is this\n");
    write("proc/pressure/cpu", "some avg10=much\n");
    write("proc/vmstat", "pswpin \n");
    write("proc/loadavg", "\n");
    write("proc/cpuinfo", "cpu MHz : unknown\n");
    EXPECT_EQ(read(), NoiseReading{});
}

TEST_F(NoiseTree, ReadsTheFrequencyFromCpufreqWhereCpuinfoHasNone) {
    write("proc/cpuinfo", "processor : 0\nBogoMIPS : 50.00\n"); // as on arm64
    write("sys/devices/system/cpu/cpufreq/policy0/scaling_cur_freq", "1200000\n");
    write("sys/devices/system/cpu/cpufreq/policy4/scaling_cur_freq", "2400000\n");
    EXPECT_EQ(read().megahertz, 2400);
}

TEST(NoiseReader, ReadsTheHostItRunsOn) {
    const NoiseReading reading = readNoise("/proc", "/sys");
    EXPECT_TRUE(reading.load1);
    ASSERT_TRUE(reading.totalTicks);
    EXPECT_GT(*reading.totalTicks, 0U);
    EXPECT_GE(reading.cpus.value_or(0), 1U);
}

NoiseReading reading(std::uint64_t steal, std::uint64_t total) {
    NoiseReading reading;
    reading.stealTicks = steal;
    reading.totalTicks = total;
    return reading;
}

TEST(NoiseWindow, SharesStealOutOverTheTimeBetweenTwoReadings) {
    EXPECT_EQ(differenceOf(reading(100, 1000), reading(103, 1200)).stealFraction, 0.015);
    EXPECT_EQ(differenceOf(reading(100, 1000), reading(100, 1200)).stealFraction, 0);
}

TEST(NoiseWindow, OfNoTimeOrOfACounterThatWentBackTellsNothing) {
    EXPECT_FALSE(differenceOf(reading(100, 1000), reading(100, 1000)).stealFraction);
    EXPECT_FALSE(differenceOf(reading(100, 1000), reading(90, 1100)).stealFraction);
    EXPECT_FALSE(differenceOf(reading(100, 1000), reading(101, 900)).stealFraction);
}

TEST(NoiseWindow, SaysWhatWasSwappedInAndWhetherClockAndFrequencyChanged) {
    NoiseReading before;
    before.pagesSwappedIn = 40;
    before.clockSource = "tsc";
    before.megahertz = 3000;
    NoiseReading after;
    after.pagesSwappedIn = 52;
    after.clockSource = "hpet";
    after.megahertz = 2400;
    const NoiseWindow window = differenceOf(before, after);
    EXPECT_EQ(window.pagesSwappedIn, 12U);
    EXPECT_EQ(window.clockSourceChanged, true);
    EXPECT_EQ(window.megahertzRatio, 0.8);
    EXPECT_EQ(differenceOf(before, before).clockSourceChanged, false);
    EXPECT_EQ(differenceOf(before, before).pagesSwappedIn, 0U);
}

TEST(NoiseWindow, LeavesAbsentWhatOneReadingDoesNotTell) {
    NoiseReading full;
    full.stealTicks = 1;
    full.totalTicks = 2;
    full.pagesSwappedIn = 0;
    full.clockSource = "tsc";
    full.megahertz = 1;
    EXPECT_EQ(differenceOf(full, {}), NoiseWindow{});
    NoiseWindow atItsEnd;
    atItsEnd.megahertz = 1;
    EXPECT_EQ(differenceOf({}, full), atItsEnd);
}

TEST(NoiseWindow, JoinsThoseOfManyRoundsByTheirTime) {
    NoiseWindow quiet = differenceOf(reading(0, 0), reading(0, 900));
    NoiseWindow stolen = differenceOf(reading(0, 900), reading(30, 1000));
    quiet.pagesSwappedIn = 2;
    stolen.pagesSwappedIn = 3;
    quiet.clockSourceChanged = true;
    stolen.clockSourceChanged = false;
    stolen.megahertz = 2000;
    const NoiseWindow all = joined({quiet, stolen});
    EXPECT_DOUBLE_EQ(all.stealFraction.value(), 0.03) << "0 of 900 ticks and 30 of 100";
    EXPECT_EQ(all.totalTicks, 1000U);
    EXPECT_EQ(all.pagesSwappedIn, 5U);
    EXPECT_EQ(all.clockSourceChanged, true);
    EXPECT_EQ(all.megahertz, 2000);
    EXPECT_EQ(joined({}), NoiseWindow{});
    EXPECT_EQ(joined({{}, {}}), NoiseWindow{});
}

} // namespace
} // namespace twinvirt::bench
