#include "api/domain_monitor.h"
#include "lxc/cgroup_layout.h"
#include "lxc/driver_fixture.h"
#include "util/atomic_file.h"

#include <gmock/gmock.h>

#include <filesystem>
#include <thread>

namespace twinvirt::lxc {

using testing::HasSubstr;
using namespace std::chrono_literals;

class FiguresTest : public DriverTest {
  protected:
    void SetUp() override {
        DriverTest::SetUp();
        if (driver_ && cgroupFileExists("cpuacct") == false)
            GTEST_SKIP() << "the kernel files that this test reads are those of cgroup v1";
    }
    [[nodiscard]] DomainMonitor& monitor() const { return *driver_->monitor(); }
    [[nodiscard]] std::uint64_t kernel(const std::string& controller,
                                       const std::string& file) const {
        return std::strtoull(cgroupFile("busy", controller, file).c_str(), nullptr, 10);
    }
    [[nodiscard]] std::uint64_t stats(const DomainIdentity& domain, const std::string& key) const {
        const auto all = driver_->domainStats(domain, {});
        if (all)
            for (const auto& entry : *all)
                if (entry.key == key)
                    return std::strtoull(entry.value.c_str(), nullptr, 10);
        return 0;
    }
    /// A container that keeps a CPU busy, in the host's root.
    DomainIdentity startBusy() {
        return defineAndStart(
            document("busy", "/bin/sh", {"-c", "while true; do a=$((a+1)); done"}));
    }

  private:
    static bool cgroupFileExists(const std::string& controller) {
        const auto layout = CgroupLayout::detect();
        return layout && layout->find(controller) != nullptr && !layout->find(controller)->unified;
    }
};

/// The counters grow while we read them: each figure lies between two looks at the kernel's file.
TEST_F(FiguresTest, CpuTimeUnderLoadIsTheKernels) {
    const auto identity = startBusy();
    ASSERT_TRUE(becomes([&] { return kernel("cpuacct", "cpuacct.usage") > 100000000; }));
    const auto before = kernel("cpuacct", "cpuacct.usage");
    const auto figures = monitor().cpuStatistics(identity);
    const auto between = kernel("cpuacct", "cpuacct.usage");
    const auto time = stats(identity, "cpu.time");
    const auto after = kernel("cpuacct", "cpuacct.usage");
    ASSERT_TRUE(figures) << figures.error().message;
    const auto total = static_cast<std::uint64_t>(figures->total.count());
    EXPECT_GE(total, before);
    EXPECT_LE(total, between);
    EXPECT_GE(time, between);
    EXPECT_LE(time, after);
    std::chrono::nanoseconds sum{};
    for (const auto& cpu : figures->byCpu)
        sum += cpu.total;
    EXPECT_GE(sum.count(), static_cast<std::int64_t>(before)) << "the CPUs make up the whole";
    EXPECT_EQ(figures->byCpu.size(), std::thread::hardware_concurrency());
    EXPECT_GT(figures->user->count() + figures->system->count(), 0);
}

/// Its rate is that of at least a second, so it counts no more than the kernel did around it.
TEST_F(FiguresTest, TopListsTheBusyContainerFirstWithTheTimeThatTheKernelCounted) {
    defineAndStart(probe("calm", {"sleep"}));
    startBusy();
    const auto before = kernel("cpuacct", "cpuacct.usage");
    const auto text = twinsh({"top", "--once", "--json"});
    const auto after = kernel("cpuacct", "cpuacct.usage");
    const auto busy = text.find("\"busy\"");
    ASSERT_NE(busy, std::string::npos) << text;
    EXPECT_LT(busy, text.find("\"calm\"")) << text;
    const auto valueOf = [&](const std::string& key) {
        const auto found = text.find("\"" + key + "\": ", busy);
        return found == std::string::npos ? -1 : std::stod(text.substr(found + key.size() + 4));
    };
    EXPECT_GT(valueOf("cpuPercent"), 0) << text;
    EXPECT_LE(valueOf("cpuPercent"), static_cast<double>(after - before) / 1e7);
    EXPECT_GT(valueOf("cpuTimeNs"), static_cast<double>(before));
    EXPECT_LE(valueOf("cpuTimeNs"), static_cast<double>(after));
}

TEST_F(FiguresTest, MemoryIsTheKernels) {
    const auto identity = defineAndStart(document(
        "busy", "/bin/sh", {"-c", "a=$(head -c 20000000 /dev/zero | tr '\\0' x); sleep 600"}));
    ASSERT_TRUE(becomes([&] { return kernel("memory", "memory.usage_in_bytes") > 15000000; }));
    std::this_thread::sleep_for(200ms); // it sleeps now, and its memory stands still
    const auto usage = kernel("memory", "memory.usage_in_bytes") / 1024;
    const auto figures = monitor().memoryStatistics(identity);
    ASSERT_TRUE(figures) << figures.error().message;
    const auto figure = [&](const std::string& name) {
        for (const auto& each : *figures)
            if (each.name == name)
                return each.value;
        return std::uint64_t{0};
    };
    EXPECT_EQ(figure("actual"), 131072U);
    EXPECT_NEAR(static_cast<double>(figure("rss")), static_cast<double>(usage), 1024);
    EXPECT_EQ(figure("unused"), 131072U - figure("rss"));
    EXPECT_GT(figure("minor_fault"), 1000U);
    EXPECT_EQ(stats(identity, "balloon.current"), 131072U);
}

TEST_F(FiguresTest, WhatIsWrittenToADiskIsCountedByDevice) {
    const auto identity = startBusy();
    const auto file = root_.path() + "/written";
    const auto text = execute(identity, {"/bin/dd", "if=/dev/zero", "of=" + file, "bs=65536",
                                         "count=16", "oflag=direct"});
    if (text.find("exit 0") == std::string::npos)
        GTEST_SKIP() << "no direct I/O on the file system of " << root_.path() << ": " << text;
    const auto figures = monitor().blockStatistics(identity, "");
    ASSERT_TRUE(figures) << figures.error().message;
    const auto kernelText =
        cgroupFile("busy", "blkio", "blkio.throttle.io_service_bytes_recursive");
    if (kernelText.find("Write") == std::string::npos)
        GTEST_SKIP() << "the file system of " << root_.path() << " is on no block device";
    EXPECT_THAT(kernelText, HasSubstr(" Write " + std::to_string((*figures)[3].value) + "\n"));
    EXPECT_GE((*figures)[3].value, 1048576U);
    EXPECT_GE((*figures)[2].value, 16U) << "one request for each block";
    std::uint64_t written = 0;
    for (std::uint64_t i = 0; i < stats(identity, "block.count"); ++i)
        written += stats(identity, "block." + std::to_string(i) + ".wr.bytes");
    EXPECT_EQ(written, (*figures)[3].value);
    EXPECT_THAT(monitor().blockStatistics(identity, "nosuch").error().message,
                HasSubstr("invalid path: nosuch"));
}

TEST_F(FiguresTest, AStoppedContainerHasNoFigures) {
    const auto identity = define(probe("busy", {"sleep"}));
    EXPECT_EQ(monitor().cpuStatistics(identity).error().code, ErrorCode::operationInvalid);
    EXPECT_EQ(monitor().memoryStatistics(identity).error().code, ErrorCode::operationInvalid);
    EXPECT_EQ(stats(identity, "state.state"), 5U);
    EXPECT_EQ(stats(identity, "vcpu.maximum"), 1U);
}

} // namespace twinvirt::lxc
