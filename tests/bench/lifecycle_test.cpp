// The scenarios of starting, keeping and ending instances, on real ones: two or so of each.
#include "benchmark/report/result_directory.h"
#include "benchmark/result/metrics.h"
#include "util/process.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <unistd.h>

namespace twinvirt::bench {
namespace {

using ::testing::Each;
using ::testing::Gt;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;

const std::string twinsh = TWINVIRT_BIN_DIR "/twinsh";
const std::string examples = TWINVIRT_SOURCE_DIR "/xml-examples/benchmark/";

/// One specification of all works, one round, containers alone.
std::string specification() {
    const std::string ready = " marker='twinvirt: ready' timeout='60s'";
    const auto scenario = [&](const std::string& name, const std::string& work) {
        return "<scenario name='" + name + "' title='" + name + "'><" + work + ready +
               "/></scenario>";
    };
    const auto arm = [&](const std::string& name) {
        return "<arm name='" + name + "' type='lxc' title='" + name + "' domain='" + examples +
               name + ".xml' image='tree' use='root'/>";
    };
    return "<benchmark name='lifecycle' version='1'><title>Lifecycle</title><image id='tree' "
           "template='busybox'/><arms baseline='os'>" +
           arm("app") + arm("os") + "</arms><design rounds='1' warmup='0'/><gates wait='0s'/>" +
           scenario("together", "start-together levels='1 2'") +
           scenario("pack", "pack count='2' settle='0.1s' hold='0.5s'") +
           scenario("growth", "boot count='2' hold='0.1s' until='99.9%'") +
           scenario("footprint", "footprint count='2' hold='0.1s'") +
           scenario("reboot", "reboot times='2'") +
           scenario("shutdown", "delete count='2' by='shutdown' hold='0.1s'") +
           scenario("snapshot", "snapshot times='2'") + "</benchmark>";
}

class RealLifecycle : public ::testing::Test {
  protected:
    void SetUp() override {
        if (::geteuid() != 0)
            GTEST_SKIP() << "containers need root";
        ASSERT_NE(::mkdtemp(directory_.data()), nullptr);
        std::ofstream(directory_ + "/spec.xml") << specification();
    }
    void TearDown() override {
        std::error_code ignored;
        std::filesystem::remove_all(directory_, ignored);
    }

    std::vector<double> valuesOf(const BenchmarkResult& result, const std::string& scenario,
                                 const std::string& metric, const std::string& arm = "os") {
        for (const Block& block : result.rounds.at(0).blocks)
            if (block.scenario == scenario && block.arm == arm)
                return findMetric(metric)->values(block);
        return {};
    }

    std::string directory_ = "/var/tmp/twinvirt-bench-life-XXXXXX";
};

TEST_F(RealLifecycle, OfContainersIsMeasuredLeavesNothingAndSaysWhatAnArmCannot) {
    const auto run = runProcess(
        twinsh,
        {"bench", "run", directory_ + "/spec.xml", "--out", directory_ + "/out", "--seed", "7"},
        std::chrono::seconds(300));
    ASSERT_TRUE(run) << run.error().message;
    ASSERT_EQ(run->status, 0) << run->output << run->errors;
    const BenchmarkResult result = readResultDirectory(directory_ + "/out").value().result;
    ASSERT_THAT(result.rounds, SizeIs(1));
    EXPECT_THAT(valuesOf(result, "together", "ready-each-2"), SizeIs(2));
    EXPECT_THAT(valuesOf(result, "together", "ready-together-2"), Each(Gt(0)));
    EXPECT_THAT(valuesOf(result, "pack", "steady-cpu"), SizeIs(1));
    EXPECT_THAT(valuesOf(result, "pack", "pss"), Each(Gt(0)));
    EXPECT_THAT(valuesOf(result, "growth", "ready-last"), Each(Gt(0)));
    EXPECT_THAT(valuesOf(result, "footprint", "last-pss"), SizeIs(1)) << "its sign is the host's";
    EXPECT_THAT(valuesOf(result, "footprint", "last-threads"), Each(Gt(1)));
    EXPECT_THAT(valuesOf(result, "footprint", "last-links"), Each(Gt(0))) << "its own lo";
    EXPECT_THAT(valuesOf(result, "reboot", "reboot"), SizeIs(2));
    EXPECT_THAT(valuesOf(result, "shutdown", "shutdown"), SizeIs(2));
    EXPECT_THAT(valuesOf(result, "snapshot", "snapshot", "app"), SizeIs(2));
    // PID 1 of the application container is sleep, which handles no signal.
    EXPECT_THAT(run->output, HasSubstr("reboot: without the app: "));
    EXPECT_THAT(run->output, HasSubstr("handles no signal that asks it to end"));
    const auto list = runProcess(twinsh, {"list", "--all", "--name"}, std::chrono::seconds(60));
    EXPECT_THAT(list.value().output, Not(HasSubstr("bench-" + result.runId)));
}

} // namespace
} // namespace twinvirt::bench
