#include "benchmark/measure/host_reader.h"
#include "benchmark/measure/sampler.h"
#include "benchmark/run/console_watch.h"
#include "util/atomic_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <unistd.h>

namespace twinvirt::bench {
namespace {

using ::testing::EndsWith;

/// A /proc and a /sys/fs/cgroup of our own.
class HostTree : public ::testing::Test {
  protected:
    void SetUp() override { ASSERT_NE(::mkdtemp(root_.data()), nullptr); }
    void TearDown() override { std::filesystem::remove_all(root_); }

    void write(const std::string& path, const std::string& text) {
        const std::string file = root_ + "/" + path;
        std::filesystem::create_directories(std::filesystem::path(file).parent_path());
        ASSERT_TRUE(writeFileAtomically(file, text, Durability::volatileState));
    }

    Result<HostReader> open() { return HostReader::open(root_ + "/proc", root_ + "/cgroup"); }

    std::string root_ = ::testing::TempDir() + "host-tree-XXXXXX";
};

TEST_F(HostTree, UsedMemoryIsWhatIsNotAvailable) {
    write("proc/meminfo",
          "MemTotal:       2097152 kB\nMemFree: 1 kB\nMemAvailable:   1048576 kB\n");
    write("proc/loadavg", "0.42 0.30 0.20 1/100 99\n");
    write("proc/stat", "cpu  1 2 3 4 5 6 7 8 9 10\n");
    const auto reading = open().value().read();
    ASSERT_TRUE(reading) << reading.error().message;
    EXPECT_DOUBLE_EQ(reading->usedMib, 1024);
    EXPECT_DOUBLE_EQ(reading->load1, 0.42);
}

TEST_F(HostTree, CpuTimeIsReadFromTheFinestClockThereIs) {
    write("proc/stat", "cpu  100 50 30 4000 500 15 5 800 0 0\n");
    EXPECT_THAT(open().value().cpuSource(), EndsWith("/proc/stat"));
    // user + nice + system + irq + softirq, in ticks of 10 ms; not idle, iowait, steal
    EXPECT_DOUBLE_EQ(open().value().busySeconds().value(),
                     200.0 / static_cast<double>(::sysconf(_SC_CLK_TCK)));

    write("cgroup/cpu.stat", "usage_usec 2500000\nuser_usec 1\n");
    EXPECT_DOUBLE_EQ(open().value().busySeconds().value(), 2.5);

    write("cgroup/cpuacct/cpuacct.usage", "3500000000\n");
    EXPECT_DOUBLE_EQ(open().value().busySeconds().value(), 3.5);
}

TEST_F(HostTree, PssIsSummedAndAProcessThatHasEndedCountsNothing) {
    write("proc/stat", "cpu  1 2 3 4 5 6 7 8 9 10\n");
    write("proc/10/smaps_rollup",
          "55-7f ---p 0 [rollup]\nRss: 9000 kB\nPss:                1024 kB\n");
    write("proc/11/smaps_rollup",
          "55-7f ---p 0 [rollup]\nRss: 9000 kB\nPss:                 512 kB\n");
    EXPECT_DOUBLE_EQ(open().value().pssMib({10, 11, 12}), 1.5);
}

TEST_F(HostTree, CgroupMemoryIsSummedInMib) {
    write("a/memory.current", "1048576\n");
    write("b/memory.current", "2097152\n");
    EXPECT_DOUBLE_EQ(
        cgroupMib({root_ + "/a/memory.current", root_ + "/b/memory.current", root_ + "/gone"}), 3);
}

TEST_F(HostTree, WithoutAnyClockIsAnError) {
    EXPECT_FALSE(open());
}

TEST(Sampler, SamplesOfItselfFiveTimesASecond) {
    const auto host = HostReader::open("/proc", "/sys/fs/cgroup").value();
    Sampler sampler(host, Clock::now());
    sampler.watch({}, Moment::hold);
    std::this_thread::sleep_for(std::chrono::milliseconds(1100));
    const auto samples = sampler.take();
    EXPECT_GE(samples.size(), 2U); // five on an idle host
    EXPECT_LE(samples.size(), 6U);
    for (const Sample& sample : samples) {
        EXPECT_EQ(sample.moment, Moment::hold);
        EXPECT_FALSE(sample.pssMib); // the thread never reads it
    }
}

TEST(MarkerSearch, FindsAMarkerHoweverTheReadsCutIt) {
    const std::string text = "boot\r\ntwinvirt: ready\r\nlogin:";
    for (std::size_t cut = 0; cut < text.size(); ++cut) {
        MarkerSearch search("twinvirt: ready");
        const bool first = search.append(text.substr(0, cut));
        const bool second = search.append(text.substr(cut));
        EXPECT_TRUE(first || second) << "cut at " << cut;
    }
}

TEST(MarkerSearch, KeepsTheLastFourKilobytesForAMessage) {
    MarkerSearch search("never");
    EXPECT_FALSE(search.append(std::string(10000, 'x') + "the end"));
    EXPECT_EQ(search.tail().size(), 4096U);
    EXPECT_THAT(search.tail(), EndsWith("the end"));
}

} // namespace
} // namespace twinvirt::bench
