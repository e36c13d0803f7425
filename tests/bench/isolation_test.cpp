// The probe behind layers of isolation, and beside a bad neighbour, as `bench run` does it.
#include "benchmark/report/result_directory.h"
#include "benchmark/result/metrics.h"
#include "support/temporary_directory.h"
#include "util/process.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>

#include <filesystem>
#include <fstream>
#include <unistd.h>

namespace twinvirt::bench {
namespace {

using ::testing::Each;
using ::testing::Gt;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

const std::string examples = TWINVIRT_SOURCE_DIR "/xml-examples/benchmark/";

class RealIsolation : public ::testing::Test {
  protected:
    void SetUp() override {
        if (::geteuid() != 0)
            GTEST_SKIP() << "namespaces and containers need root";
    }

    /// One round of one scenario of a bare process, of these arms, and of the container.
    BenchmarkResult run(const std::string& arms, const std::string& work) {
        std::ofstream(directory_ / "spec.xml")
            << "<benchmark name='b' version='1'><title>B</title>"
               "<image id='tree' template='busybox'/><arms baseline='host'>"
               "<arm name='host' type='host' title='host'/>"
            << arms << "<arm name='app' type='lxc' title='container' domain='" << examples
            << "app.xml' image='tree' use='root'/></arms>"
               "<design rounds='1' warmup='0'/><gates wait='0s'/>"
               "<scenario name='s' title='S'>"
            << work << "</scenario></benchmark>\n";
        const auto done = runProcess(
            TWINVIRT_BIN_DIR "/twinsh",
            {"bench", "run", directory_ / "spec.xml", "--out", directory_ / "out", "--seed", "7"},
            std::chrono::seconds(300));
        EXPECT_TRUE(done && WIFEXITED(done->status) && WEXITSTATUS(done->status) == 0)
            << (done ? done->errors : done.error().message);
        const auto stored = readResultDirectory(directory_ / "out");
        EXPECT_TRUE(stored) << stored.error().message;
        return stored ? stored->result : BenchmarkResult{};
    }

    static std::vector<double> figure(const BenchmarkResult& result, const std::string& arm,
                                      const std::string& metric) {
        const Block* block = result.rounds.empty() ? nullptr : findBlock(result.rounds[0], arm);
        return block == nullptr ? std::vector<double>{} : findMetric(metric)->values(*block);
    }

    static void expectNothingLeft(const BenchmarkResult& result) {
        const std::string mark = "bench-" + result.runId + "-";
        std::error_code error;
        for (std::filesystem::recursive_directory_iterator walk("/sys/fs/cgroup", error);
             !error && walk != std::filesystem::recursive_directory_iterator();
             walk.increment(error))
            EXPECT_THAT(walk->path().filename().string(), Not(HasSubstr(mark)));
        const auto list = runProcess(TWINVIRT_BIN_DIR "/twinsh", {"list", "--all", "--name"},
                                     std::chrono::seconds(60));
        ASSERT_TRUE(list);
        EXPECT_THAT(list->output, Not(HasSubstr(mark)));
    }

    test::TemporaryDirectory directory_{"bench-isolation"};
};

TEST_F(RealIsolation, LayersAreEachStartedAndMeasured) {
    const auto result =
        run("<arm name='pid' type='host' title='+ pid' isolation='pid'/>"
            "<arm name='all' type='host' title='+ all' isolation='pid mount uts ipc net cgroup'/>",
            "<mechanisms batches='1' batch-ms='5'><kernel name='syscall'/>"
            "<kernel name='fork-exec'/></mechanisms>");
    EXPECT_EQ(result.outcome, Outcome::complete) << result.failure;
    for (const char* arm : {"host", "pid", "all", "app"})
        for (const char* metric : {"probe-start", "syscall", "fork-exec"})
            EXPECT_THAT(figure(result, arm, metric), ::testing::AllOf(SizeIs(1), Each(Gt(0))))
                << arm << ", " << metric;
    expectNothingLeft(result);
}

TEST_F(RealIsolation, NeighboursAreHeldAgainstTheKernelAlone) {
    const auto result = run("", "<neighbour kernel='syscall' hogs='cpu memory disk fork net' "
                                "batches='1' batch-ms='5' memory-mib='16' processes='8'/>");
    EXPECT_EQ(result.outcome, Outcome::complete) << result.failure;
    for (const char* arm : {"host", "app"})
        for (const char* hog : {"cpu", "memory", "disk", "fork", "net"}) {
            EXPECT_THAT(figure(result, arm, std::string("loss-") + hog),
                        ::testing::AllOf(SizeIs(1), Each(Gt(0))))
                << arm << ", " << hog;
            EXPECT_THAT(figure(result, arm, std::string("no-response-") + hog), IsEmpty());
        }
    expectNothingLeft(result);
}

} // namespace
} // namespace twinvirt::bench
