// Programs of others in the arms that have them, as `bench run` does it.
#include "image/command.h"
#include "real_run.h"

#include <gmock/gmock.h>

namespace twinvirt::bench {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::Each;
using ::testing::Field;
using ::testing::Gt;
using ::testing::HasSubstr;
using ::testing::SizeIs;

const std::string ownRoot =
    "<arm name='own' type='lxc' title='with the root of the host' domain='" + benchmarkExamples +
    "app-host-root.xml'/>";

class RealTool : public RealRun {
  protected:
    /// On the host and in a container with its root there are figures; the container of busybox is
    /// listed with the reason.
    void expectFigures(const std::string& tool, const std::string& package,
                       const std::vector<std::string>& metrics) {
        if (const auto found = findProgram(package, package); !found)
            GTEST_SKIP() << found.error().message;
        const auto result =
            run(ownRoot, "<tool name='" + tool + "' marker='twinvirt: ready' time='1s'/>");
        EXPECT_EQ(result.outcome, Outcome::complete) << result.failure;
        for (const char* arm : {"host", "own"})
            for (const std::string& metric : metrics)
                EXPECT_THAT(figure(result, arm, metric), AllOf(SizeIs(1), Each(Gt(0))))
                    << arm << ", " << metric;
        ASSERT_THAT(result.scenarios, SizeIs(1));
        EXPECT_THAT(result.scenarios[0].absent,
                    Contains(AllOf(Field(&AbsentArm::arm, "app"),
                                   Field(&AbsentArm::reason, HasSubstr("package " + package)))));
        expectNothingLeft(result.runId);
    }
};

TEST_F(RealTool, SysbenchMeasuresHostAndContainer) {
    expectFigures("sysbench", "sysbench", {"sysbench-cpu", "sysbench-cpu-p95"});
}

TEST_F(RealTool, FioMeasuresHostAndContainer) {
    expectFigures("fio", "fio", {"fio-read", "fio-read-p99", "fio-write", "fio-write-p99"});
}

TEST_F(RealTool, RedisMeasuresHostAndContainer) {
    expectFigures("redis", "redis-server",
                  {"redis-set", "redis-set-p99", "redis-get", "redis-get-p99"});
}

TEST_F(RealTool, Iperf3MeasuresHostAndContainerOverTheBridge) {
    expectFigures("iperf3", "iperf3", {"iperf3-bulk"});
}

} // namespace
} // namespace twinvirt::bench
