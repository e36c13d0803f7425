// The scenarios of starting, keeping, ending and copying instances on a real machine, as few of
// each as there can be; and a run of snapshots that is killed.
#include "benchmark/result/metrics.h"
#include "failing_benchmark.h"
#include "support/kill_process.h"

#include <gmock/gmock.h>
#include <sys/wait.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <unistd.h>

namespace twinvirt::bench {
namespace {

using ::testing::AllOf;
using ::testing::Each;
using ::testing::Gt;
using ::testing::HasSubstr;
using ::testing::SizeIs;

const std::string examples = TWINVIRT_SOURCE_DIR "/xml-examples/benchmark/";
const std::string ready = " marker='twinvirt: ready' timeout='300s'";

class MachineLifecycle : public FailingBenchmark {
  protected:
    void SetUp() override {
        FailingBenchmark::SetUp();
        if (::access("/usr/bin/qemu-system-x86_64", X_OK) != 0)
            GTEST_SKIP() << "there is no QEMU (package qemu-system-x86)";
        if (::access("/usr/bin/qemu-img", X_OK) != 0)
            GTEST_SKIP() << "there is no qemu-img (package qemu-utils)";
    }

    [[nodiscard]] std::string machine(const std::string& name, const std::string& use) const {
        return "<arm name='" + name + "' type='kvm' title='" + name + "' domain='" + examples +
               "vm.xml' image='tree' use='" + use + "'/>";
    }
    static std::string scenario(const std::string& name, const std::string& work,
                                const std::string& arm) {
        return "<scenario name='" + name + "' title='" + name + "' arms='" + arm + "'><" + work +
               ready + "/></scenario>";
    }
    void writeSpec(const std::string& arms, const std::string& scenarios) const {
        std::ofstream(directory_ + "/spec.xml")
            << "<benchmark name='machines' version='1'><title>Machines</title>"
               "<image id='tree' template='busybox'/><arms baseline='"
            << arm_ << "'>" << arms << "</arms><design rounds='1' warmup='0'/><gates wait='0s'/>"
            << scenarios << "</benchmark>\n";
    }

    [[nodiscard]] static std::vector<double> valuesOf(const BenchmarkResult& result,
                                                      const std::string& scenario,
                                                      const std::string& metric) {
        for (const Round& round : result.rounds)
            for (const Block& block : round.blocks)
                if (block.scenario == scenario)
                    return findMetric(metric)->values(block);
        return {};
    }
};

TEST_F(MachineLifecycle, IsMeasuredAndLeavesNothing) {
    const std::string disk = arm_ + "-disk";
    writeSpec(machine(arm_, "initramfs") + machine(disk, "disk"),
              scenario("together", "start-together levels='2'", arm_) +
                  scenario("footprint", "footprint count='2' hold='0.1s'", arm_) +
                  scenario("shutdown", "delete count='1' by='shutdown' hold='0.1s'", arm_) +
                  scenario("snapshot", "snapshot times='2'", disk));
    const auto done = run();
    ASSERT_EQ(exitStatus(done), 0) << done.output << done.errors;
    const BenchmarkResult measured = result();
    ASSERT_EQ(measured.outcome, Outcome::complete) << measured.failure;
    for (const Scenario& each : measured.scenarios)
        EXPECT_THAT(each.absent, SizeIs(0)) << each.name;
    EXPECT_THAT(valuesOf(measured, "together", "ready-each-2"), AllOf(SizeIs(2), Each(Gt(0))));
    EXPECT_THAT(valuesOf(measured, "together", "ready-together-2"), AllOf(SizeIs(1), Each(Gt(0))));
    constexpr double leastOfQemu = 10; // MiB; its own code and the guest's first pages
    EXPECT_THAT(valuesOf(measured, "footprint", "last-pss"),
                AllOf(SizeIs(1), Each(Gt(leastOfQemu))));
    EXPECT_THAT(valuesOf(measured, "footprint", "last-threads"), Each(Gt(1)));
    EXPECT_THAT(valuesOf(measured, "shutdown", "shutdown"), AllOf(SizeIs(1), Each(Gt(0))));
    EXPECT_THAT(valuesOf(measured, "snapshot", "snapshot"), AllOf(SizeIs(2), Each(Gt(0))));
    EXPECT_THAT(valuesOf(measured, "snapshot", "snapshot-size"), AllOf(SizeIs(2), Each(Gt(0))));
    EXPECT_THAT(file("summary.md"), HasSubstr("a qcow2 overlay over the image"));
    expectNothingLeft();
}

TEST_F(MachineLifecycle, OfSnapshotsThatIsKilledIsRemovedByGc) {
    writeSpec(machine(arm_, "disk"), scenario("snapshot", "snapshot times='1000'", arm_));
    EXPECT_THAT(killAndCollect(", snapshot "),
                AllOf(HasSubstr("-" + arm_ + "-1\n"), HasSubstr("-" + arm_ + "-2\n")));
    expectNothingLeft();
}

TEST_F(MachineLifecycle, OfContainersSnapshotsThatIsKilledIsRemovedByGc) {
    writeSpec("<arm name='" + arm_ + "' type='lxc' title='container' domain='" + examples +
                  "app.xml' image='tree' use='root'/>",
              scenario("snapshot", "snapshot times='1000'", arm_));
    EXPECT_THAT(killAndCollect(", snapshot "),
                AllOf(HasSubstr("-" + arm_ + "-1\n"), HasSubstr("-" + arm_ + "-2\n")));
    expectNothingLeft();
}

} // namespace
} // namespace twinvirt::bench
