#include "benchmark/report/result_directory.h"
#include "benchmark/result/metrics.h"
#include "support/kill_process.h"
#include "util/atomic_file.h"
#include "util/process.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>

#include <filesystem>
#include <signal.h>
#include <thread>
#include <unistd.h>

namespace twinvirt::bench {
namespace {

using ::testing::Each;
using ::testing::Ge;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;

const std::string twinsh = TWINVIRT_BIN_DIR "/twinsh";
const std::string quick = TWINVIRT_SOURCE_DIR "/xml-examples/benchmark/serial-boot-quick.xml";

/// The real thing, through twinsh, on two instances.
class RealComparison : public ::testing::Test {
  protected:
    void SetUp() override {
        if (::geteuid() != 0)
            GTEST_SKIP() << "containers need root";
        ASSERT_NE(::mkdtemp(directory_.data()), nullptr);
    }

    void TearDown() override {
        std::error_code ignored;
        std::filesystem::remove_all(directory_, ignored);
    }

    std::vector<std::string> arguments(const std::vector<std::string>& more) const {
        std::vector<std::string> all{"bench",  "run", quick,     "--out", directory_,
                                     "--seed", "7",   "--count", "2"};
        all.insert(all.end(), more.begin(), more.end());
        return all;
    }

    ProcessOutput bench(const std::vector<std::string>& more) const {
        const auto run = runProcess(twinsh, arguments(more), std::chrono::seconds(400));
        EXPECT_TRUE(run) << run.error().message;
        return run ? *run : ProcessOutput{-1, "", ""};
    }

    BenchmarkResult result() const {
        const auto stored = readResultDirectory(directory_);
        EXPECT_TRUE(stored) << stored.error().message;
        return stored ? stored->result : BenchmarkResult{};
    }

    /// No domain of the run stands in any list.
    static void expectNothingLeft(const BenchmarkResult& result) {
        const auto list = runProcess(twinsh, {"list", "--all", "--name"}, std::chrono::seconds(60));
        ASSERT_TRUE(list);
        EXPECT_THAT(list->output, Not(HasSubstr("bench-" + result.runId)));
    }

    void expectComparedWithItself() const {
        const auto compared = runProcess(
            twinsh, {"bench", "compare", directory_, directory_, "--fail-on", "worse:9999%"},
            std::chrono::seconds(60));
        ASSERT_TRUE(compared) << compared.error().message;
        EXPECT_EQ(compared->status, 0) << compared->errors;
        EXPECT_THAT(compared->output, HasSubstr("Time to ready"));
        EXPECT_THAT(compared->output, Not(HasSubstr("The runs differ")));
    }

    /// The capsule of the run, run again.
    void expectRepeatedFromItsCapsule(const BenchmarkResult& found) const {
        const std::string capsule = directory_ + "/run.tar.gz";
        const auto exported =
            runProcess(twinsh, {"bench", "export", directory_, capsule}, std::chrono::seconds(60));
        ASSERT_TRUE(exported) << exported.error().message;
        ASSERT_EQ(exported->status, 0) << exported->errors;
        const auto rerun = runProcess(twinsh,
                                      {"bench", "rerun", capsule, "--rounds", "1", "--arms", "app",
                                       "--out", directory_ + "/again", "--fail-on", "worse:9999%"},
                                      std::chrono::seconds(400));
        ASSERT_TRUE(rerun) << rerun.error().message;
        EXPECT_EQ(rerun->status, 0) << rerun->output << rerun->errors;
        EXPECT_THAT(rerun->output, HasSubstr("Before: run " + found.runId));
        EXPECT_THAT(rerun->output, HasSubstr("Ratio: after / before"));
        EXPECT_THAT(rerun->errors, HasSubstr("another here: arm 'os' is in the first run only"));
        EXPECT_THAT(rerun->errors, Not(HasSubstr("kernel"))) << "it is the same host";
        EXPECT_THAT(rerun->errors, Not(HasSubstr("file '"))) << "… and the same files";
        const auto again = readResultDirectory(directory_ + "/again");
        ASSERT_TRUE(again) << again.error().message;
        EXPECT_EQ(again->result.design.seed, found.design.seed);
        EXPECT_EQ(again->result.specXml, found.specXml);
        EXPECT_EQ(again->result.scenarios.at(0).count, 2U) << "the options of the first run hold";
        EXPECT_EQ(again->result.digests, found.digests);
        expectNothingLeft(again->result);
    }

    std::string directory_ = "/var/tmp/twinvirt-bench-test-XXXXXX";
};

std::vector<double> readyTimes(const BenchmarkResult& result, const std::string& arm) {
    std::vector<double> times;
    for (const Round* round : measuredRounds(result))
        for (const Boot& boot : findBlock(*round, arm)->boots)
            times.push_back(boot.readyMs);
    return times;
}

TEST_F(RealComparison, OfContainersMeasuresBootsMemoryAndStepsAndLeavesNothing) {
    const ProcessOutput run = bench({"--arms", "app,os", "--rounds", "2", "--warmup", "0"});
    ASSERT_EQ(run.status, 0) << run.output << run.errors;
    EXPECT_THAT(run.output, HasSubstr("Time to ready"));
    const BenchmarkResult found = result();
    EXPECT_EQ(found.outcome, Outcome::complete);
    for (const char* arm : {"app", "os"}) {
        EXPECT_THAT(readyTimes(found, arm), SizeIs(4));
        EXPECT_THAT(readyTimes(found, arm), Each(Ge(0.1)));
    }
    for (const Round* round : measuredRounds(found))
        for (const Block& block : round->blocks) {
            EXPECT_FALSE(block.boots.front().steps.empty());
            EXPECT_GT(findMetric("pss")->values(block).at(0), 0);
            EXPECT_GT(findMetric("cgroup-memory")->values(block).at(0), 0);
        }
    expectNothingLeft(found);
    EXPECT_THAT(readFile(directory_ + "/summary.md").value(), HasSubstr("| Time to ready |"));
    EXPECT_THAT(readFile(directory_ + "/junit.xml").value(), HasSubstr("<testsuite"));
    expectComparedWithItself();
    EXPECT_THAT(found.digests, SizeIs(3)) << "twinsh, the probe and the tree";
    expectRepeatedFromItsCapsule(found);
}

TEST_F(RealComparison, OfAMachineLabelsEmulation) {
    if (::access("/usr/bin/qemu-system-x86_64", X_OK) != 0)
        GTEST_SKIP() << "there is no QEMU (package qemu-system-x86)";
    const ProcessOutput run = bench({"--arms", "app,vm", "--rounds", "1", "--warmup", "0"});
    ASSERT_EQ(run.status, 0) << run.output << run.errors;
    const BenchmarkResult found = result();
    EXPECT_THAT(readyTimes(found, "vm"), SizeIs(2));
    const ArmDescription* machine = findArm(found, "vm");
    ASSERT_NE(machine, nullptr);
    EXPECT_TRUE(machine->acceleration == "tcg" || machine->acceleration == "kvm");
    if (machine->emulated()) {
        EXPECT_THAT(run.output, HasSubstr("virtual machine (tcg)"));
    }
    expectNothingLeft(found);
}

TEST_F(RealComparison, ThatIsInterruptedRemovesItsInstancesAndKeepsItsResult) {
    SpawnRequest request;
    request.program = twinsh;
    request.arguments = arguments({"--arms", "app", "--rounds", "100", "--warmup", "0"});
    const auto pid = spawnProcess(request);
    ASSERT_TRUE(pid) << pid.error().message;
    std::this_thread::sleep_for(std::chrono::seconds(8));
    test::killProcess(*pid, SIGINT);
    int status = 0;
    ASSERT_EQ(::waitpid(*pid, &status, 0), *pid);
    EXPECT_EQ(WEXITSTATUS(status), 130);
    const BenchmarkResult found = result();
    EXPECT_EQ(found.outcome, Outcome::interrupted);
    EXPECT_THAT(readFile(directory_ + "/report.html").value(), HasSubstr("Partial result"));
    expectNothingLeft(found);
}

} // namespace
} // namespace twinvirt::bench
