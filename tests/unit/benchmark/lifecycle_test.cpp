// The works that start, keep, reboot and end instances, on the fake driver.
#include "benchmark/measure/cost_reader.h"
#include "benchmark/report/html_report.h"
#include "benchmark/result/absent_arms.h"
#include "benchmark/result/analysis.h"
#include "benchmark/result/result_json.h"
#include "benchmark/result/samples_file.h"
#include "benchmark/result/wait_notes.h"
#include "benchmark/result/work_figures.h"
#include "benchmark/spec/read_spec.h"
#include "run_fixture.h"
#include "util/atomic_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <numeric>

namespace twinvirt::bench {
namespace {

using ::testing::Contains;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::Ge;
using ::testing::Gt;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

/// The two kinds of the fixture in one scenario of a work, two rounds.
struct LifecycleFixture : RunFixture {
    explicit LifecycleFixture(const std::string& work) {
        plan.arms.erase(plan.arms.begin() + 1);
        plan.spec.warmup = 0;
        scenario().work = work;
        scenario().settleSeconds = 0.01;
    }

    ScenarioSpec& scenario() { return plan.spec.scenarios.front(); }

    /// As many further drivers for each arm, which are fakes of their own.
    void addDrivers(unsigned number) {
        for (PreparedArm& arm : plan.arms)
            for (unsigned i = 0; i < number; ++i) {
                more.push_back(std::make_shared<FakeDriver>());
                more.back()->acceleration = arm.spec.type == "kvm" ? "tcg" : "";
                arm.moreDrivers.push_back(more.back());
            }
    }

    void expectNothingLeft() const {
        EXPECT_THAT(containers.up, IsEmpty());
        EXPECT_THAT(machines.up, IsEmpty());
        for (const auto& driver : more)
            EXPECT_THAT(driver->up, IsEmpty());
    }

    std::vector<std::shared_ptr<FakeDriver>> more;
};

std::vector<double> valuesOf(const BenchmarkResult& result, const std::string& metric,
                             const std::string& arm = "app") {
    std::vector<double> values;
    for (const Round* round : measuredRounds(result))
        if (const Block* block = findBlock(*round, arm))
            for (const double value : findMetric(metric)->values(*block))
                values.push_back(value);
    return values;
}

TEST(StartTogether, StartsEachLevelAtOnceWithADriverForEachThread) {
    LifecycleFixture fixture("start-together");
    fixture.scenario().levels = {1, 3};
    fixture.addDrivers(2);
    const BenchmarkResult result = fixture.run();
    ASSERT_EQ(result.outcome, Outcome::complete) << result.failure;
    EXPECT_THAT(valuesOf(result, "ready-together-1"), SizeIs(2));
    EXPECT_THAT(valuesOf(result, "ready-together-3"), SizeIs(2));
    EXPECT_THAT(valuesOf(result, "ready-each-3"), SizeIs(6));
    const auto together = valuesOf(result, "ready-together-3");
    for (const double each : valuesOf(result, "ready-each-3"))
        EXPECT_LE(each, std::max(together[0], together[1]));
    EXPECT_THAT(fixture.more[0]->created, SizeIs(2)) << "one of the second level in each round";
    EXPECT_THAT(fixture.more[1]->created, SizeIs(2));
    EXPECT_THAT(fixture.containers.created, SizeIs(5)) << "the trial, and one of each level";
    EXPECT_EQ(fixture.containers.mostAtOnce, 1U);
    fixture.expectNothingLeft();
}

TEST(StartTogether, HasFiguresAndAChartOverItsLevelsAndComesBackFromItsJson) {
    LifecycleFixture fixture("start-together");
    fixture.scenario().levels = {1, 2};
    fixture.addDrivers(1);
    const BenchmarkResult result = fixture.run();
    const Analysis analysis = analyse(result, 100);
    std::vector<std::string> ids;
    for (const MetricAnalysis& metric : analysis.metrics)
        ids.push_back(metric.metric->id);
    EXPECT_THAT(
        ids, ElementsAre("ready-together-1", "ready-together-2", "ready-each-1", "ready-each-2"));
    EXPECT_TRUE(analysis.metrics[1].headline) << "the most at once";
    EXPECT_FALSE(analysis.metrics[0].headline);
    EXPECT_THAT(readyMsOverInstances(result.rounds[0].blocks[0]), SizeIs(2));
    ASSERT_THAT(analysis.instanceCosts, SizeIs(2));
    EXPECT_TRUE(analysis.instanceCosts[0].readyMs);
    EXPECT_FALSE(analysis.instanceCosts[0].pssMib);
    EXPECT_THAT(htmlReport(result, analysis),
                HasSubstr("Time to ready over the number of instances"));
    const auto again = resultFromJson("r", resultToJson(result, analysis));
    ASSERT_TRUE(again) << again.error().message;
    EXPECT_EQ(again->scenarios, result.scenarios);
}

TEST(StartTogether, RemovesAllWhenOneOfThemFails) {
    LifecycleFixture fixture("start-together");
    fixture.scenario().levels = {3};
    fixture.addDrivers(2);
    for (const auto& driver : fixture.more)
        driver->failsFrom = 2;
    const BenchmarkResult result = fixture.run();
    EXPECT_EQ(result.outcome, Outcome::failed);
    EXPECT_THAT(result.failure, HasSubstr("the disk is full"));
    fixture.expectNothingLeft();
}

TEST(StartTogether, RemovesAllWhenItIsStopped) {
    LifecycleFixture fixture("start-together");
    fixture.scenario().levels = {1, 3};
    fixture.addDrivers(2);
    fixture.more[1]->behaviour = GuestBehaviour::staysSilent;
    fixture.more[1]->onCreate = [&](unsigned) { fixture.stop.set(); };
    const BenchmarkResult result = fixture.run();
    EXPECT_EQ(result.outcome, Outcome::interrupted) << result.failure;
    fixture.expectNothingLeft();
}

TEST(PackSteady, HasFiguresOfItsWindowAlone) {
    LifecycleFixture fixture("pack");
    fixture.scenario().count = 3;
    fixture.addDrivers(2);
    const BenchmarkResult result = fixture.run();
    ASSERT_EQ(result.outcome, Outcome::complete) << result.failure;
    EXPECT_THAT(valuesOf(result, "steady-cpu"), SizeIs(2));
    EXPECT_THAT(valuesOf(result, "steady-cpu"), Each(Ge(0)));
    EXPECT_THAT(valuesOf(result, "used-memory"), SizeIs(2));
    for (const Round& round : result.rounds)
        for (const Block& block : round.blocks) {
            EXPECT_THAT(block.boots, SizeIs(3));
            EXPECT_THAT(block.deleteMs, SizeIs(3));
            for (const Sample& sample : block.samples)
                EXPECT_EQ(sample.instances, sample.moment == Moment::hold ? 3U : sample.instances);
        }
    const auto ids = workFiguresOf(result.scenarios[0])->ofScenario(result.scenarios[0]);
    EXPECT_THAT(ids, Not(Contains("ready"))) << "it does not time starts";
    fixture.expectNothingLeft();
}

TEST(PackSteady, RemovesAllWhenItIsStoppedInItsWindow) {
    LifecycleFixture fixture("pack");
    fixture.addDrivers(1);
    fixture.scenario().holdSeconds = 60;
    fixture.observer.onProgress = [&](const RunProgress& progress) {
        if (progress.stepTitle == "steady window")
            fixture.stop.set();
    };
    EXPECT_EQ(fixture.run().outcome, Outcome::interrupted);
    fixture.expectNothingLeft();
}

TEST(BootVsCount, EndsWhenTheHostsMemoryIsUsed) {
    LifecycleFixture fixture("boot");
    fixture.scenario().count = 4;
    fixture.scenario().untilUsed = 1e-6; // any host uses that much
    const BenchmarkResult result = fixture.run();
    ASSERT_EQ(result.outcome, Outcome::complete) << result.failure;
    for (const Round& round : result.rounds)
        EXPECT_THAT(round.blocks[0].boots, SizeIs(1)) << "one is booted in any case";
    EXPECT_THAT(valuesOf(result, "ready-growth"), IsEmpty()) << "of one there is none";
    fixture.expectNothingLeft();
}

TEST(BootVsCount, ComparesTheLastWithTheFirst) {
    LifecycleFixture fixture("boot");
    fixture.scenario().count = 3;
    fixture.scenario().untilUsed = 0.9999;
    const BenchmarkResult result = fixture.run();
    const Block& block = result.rounds[0].blocks[0];
    ASSERT_THAT(block.boots, SizeIs(3));
    EXPECT_DOUBLE_EQ(findMetric("ready-first")->values(block).at(0), block.boots[0].readyMs);
    EXPECT_DOUBLE_EQ(findMetric("ready-last")->values(block).at(0), block.boots[2].readyMs);
    EXPECT_DOUBLE_EQ(findMetric("ready-growth")->values(block).at(0),
                     block.boots[2].readyMs / block.boots[0].readyMs);
    EXPECT_THAT(htmlReport(result, analyse(result, 100)),
                HasSubstr("Time to ready over the number of instances"));
}

TEST(Footprint, IsReadWithAndWithoutTheLast) {
    LifecycleFixture fixture("footprint");
    fixture.scenario().count = 3;
    fixture.containers.hasProcesses = true;
    const BenchmarkResult result = fixture.run();
    ASSERT_EQ(result.outcome, Outcome::complete) << result.failure;
    EXPECT_THAT(valuesOf(result, "last-pss"), Each(Gt(0))) << "a process that sleeps";
    EXPECT_THAT(valuesOf(result, "last-threads"), ElementsAre(1, 1));
    EXPECT_THAT(valuesOf(result, "last-kernel"), SizeIs(2));
    EXPECT_EQ(fixture.containers.mostAtOnce, 3U);
    fixture.expectNothingLeft();
}

TEST(Reboot, TimesEachAndRemovesTheInstance) {
    LifecycleFixture fixture("reboot");
    fixture.scenario().times = 3;
    const BenchmarkResult result = fixture.run();
    ASSERT_EQ(result.outcome, Outcome::complete) << result.failure;
    EXPECT_THAT(valuesOf(result, "reboot"), SizeIs(6));
    EXPECT_THAT(valuesOf(result, "reboot"), Each(Ge(0.5))) << "the fake takes 2 ms";
    fixture.expectNothingLeft();
}

TEST(Reboot, OfAnArmThatCannotIsLeftOutWithTheReasonAndTheOthersGoOn) {
    LifecycleFixture fixture("reboot");
    fixture.machines.refusesRequests = "no power button";
    const BenchmarkResult result = fixture.run();
    ASSERT_EQ(result.outcome, Outcome::complete) << result.failure;
    EXPECT_THAT(valuesOf(result, "reboot", "vm"), IsEmpty());
    EXPECT_THAT(valuesOf(result, "reboot"), SizeIs(2));
    ASSERT_THAT(absentSentences(result), SizeIs(1));
    const std::string sentence = absentSentences(result)[0];
    EXPECT_THAT(sentence, HasSubstr("Boot: without the virtual machine (tcg): "));
    EXPECT_THAT(sentence, HasSubstr("no power button"));
    EXPECT_THAT(htmlReport(result, analyse(result, 100)), HasSubstr("no power button"));
    const auto again = resultFromJson("r", resultToJson(result, analyse(result, 100)));
    EXPECT_EQ(again.value().scenarios, result.scenarios);
    const auto host = HostReader::open("/proc", "/sys/fs/cgroup");
    EXPECT_THAT(whyNotContinued(result, describeRun(fixture.plan, host.value())), IsEmpty());
    fixture.expectNothingLeft();
}

TEST(Reboot, ThatStandsOnAWaitIsFlagged) {
    LifecycleFixture fixture("reboot");
    BenchmarkResult result = fixture.run();
    EXPECT_THAT(waitSentences(result, analyse(result, 100)), IsEmpty());
    for (Round& round : result.rounds)
        for (Block& block : round.blocks)
            if (block.arm == "app")
                block.figures[0].values = {2013};
    const auto sentences = waitSentences(result, analyse(result, 100));
    ASSERT_THAT(sentences, SizeIs(1));
    EXPECT_THAT(sentences[0], HasSubstr("application container, 2013 ms, stands on the 2 s"));
}

TEST(Delete, DestroysOrAsksTheGuests) {
    LifecycleFixture byDriver("delete");
    EXPECT_THAT(valuesOf(byDriver.run(), "delete"), SizeIs(4));
    EXPECT_EQ(byDriver.containers.shutdowns, 0U);
    byDriver.expectNothingLeft();

    LifecycleFixture byGuest("delete");
    byGuest.scenario().byShutdown = true;
    const BenchmarkResult result = byGuest.run();
    ASSERT_EQ(result.outcome, Outcome::complete) << result.failure;
    EXPECT_THAT(valuesOf(result, "shutdown"), SizeIs(4));
    EXPECT_EQ(byGuest.containers.shutdowns, 5U) << "the trial asks one";
    byGuest.expectNothingLeft();
}

TEST(Delete, OfGuestsThatDoNotEndLeavesTheArmOut) {
    LifecycleFixture fixture("delete");
    fixture.scenario().byShutdown = true;
    fixture.scenario().timeoutSeconds = 1;
    fixture.machines.ignoresShutdown = true;
    const BenchmarkResult result = fixture.run();
    ASSERT_EQ(result.outcome, Outcome::complete) << result.failure;
    ASSERT_THAT(result.scenarios[0].absent, SizeIs(1));
    EXPECT_THAT(result.scenarios[0].absent[0].reason,
                HasSubstr("still runs 1 s after it was asked to end"));
    fixture.expectNothingLeft();
}

TEST(Snapshot, IsTimedSizedAndRemovedAndAnArmWithoutIsLeftOut) {
    LifecycleFixture fixture("snapshot");
    fixture.scenario().times = 2;
    fixture.containers.makesClones = true;
    const BenchmarkResult result = fixture.run();
    ASSERT_EQ(result.outcome, Outcome::complete) << result.failure;
    EXPECT_THAT(valuesOf(result, "snapshot"), SizeIs(4));
    EXPECT_THAT(valuesOf(result, "snapshot-size"), SizeIs(4));
    EXPECT_THAT(fixture.containers.defined, IsEmpty());
    ASSERT_THAT(result.scenarios[0].absent, SizeIs(1));
    EXPECT_EQ(result.scenarios[0].absent[0].arm, "vm");
    EXPECT_THAT(result.scenarios[0].absent[0].reason,
                HasSubstr("makes no snapshots: fake:///default"));
}

TEST(CostReader, ReadsThreadsLinksAndFilePagesOfAnInstance) {
    std::string root = "/tmp/twinvirt-cost-XXXXXX";
    ASSERT_NE(::mkdtemp(root.data()), nullptr);
    namespace fs = std::filesystem;
    const auto put = [&](const std::string& file, const std::string& text) {
        fs::create_directories(fs::path(root + file).parent_path());
        ASSERT_TRUE(writeFileAtomically(root + file, text, Durability::volatileState));
    };
    const std::string links = "Inter-| Receive\n face |bytes\n    lo: 0\n";
    put("/meminfo", "Slab: 1024 kB\nKernelStack: 512 kB\nPageTables: 512 kB\n");
    put("/self/net/dev", links + "  eth0: 1\n");
    put("/7/net/dev", links);
    put("/7/status", "Threads:\t3\n");
    put("/7/smaps_rollup", "Shared_Clean: 3072 kB\nPrivate_Clean: 1024 kB\n");
    put("/cgroup/memory.stat", "anon 5\nkernel_stack 524288\nslab 524288\n");
    fs::create_directories(root + "/7/ns");
    fs::create_directories(root + "/self/ns");
    fs::create_symlink("net:[1]", root + "/self/ns/net");
    fs::create_symlink("net:[2]", root + "/7/ns/net");
    DomainFootprint footprint;
    footprint.guest = {7};
    footprint.cgroupMemoryFiles = {root + "/cgroup/memory.current"};
    const HostCost host = readHostCost(root);
    const InstanceUse use = readInstanceUse(root, footprint);
    fs::remove_all(root);
    EXPECT_DOUBLE_EQ(host.kernelMib, 2);
    EXPECT_DOUBLE_EQ(host.links, 2);
    EXPECT_DOUBLE_EQ(use.threads, 3);
    EXPECT_DOUBLE_EQ(use.links, 1);
    EXPECT_DOUBLE_EQ(use.sharedFileMib, 3);
    EXPECT_DOUBLE_EQ(use.privateFileMib, 1);
    EXPECT_DOUBLE_EQ(use.kernelMib.value(), 1);
}

} // namespace
} // namespace twinvirt::bench
