#include "real_run.h"

#include "benchmark/report/result_directory.h"
#include "benchmark/result/metrics.h"
#include "util/process.h"

#include <gmock/gmock.h>
#include <sys/wait.h>

#include <filesystem>
#include <fstream>
#include <unistd.h>

namespace twinvirt::bench {

using ::testing::HasSubstr;
using ::testing::Not;

void RealRun::SetUp() {
    if (::geteuid() != 0)
        GTEST_SKIP() << "namespaces and containers need root";
}

void RealRun::write(const std::string& arms, const std::string& work) {
    std::ofstream(directory_ / "spec.xml")
        << "<benchmark name='b' version='1'><title>B</title>"
           "<image id='tree' template='busybox'/><arms baseline='host'>"
           "<arm name='host' type='host' title='host'/>"
        << arms << "<arm name='app' type='lxc' title='container' domain='" << benchmarkExamples
        << "app.xml' image='tree' use='root'/></arms>"
           "<design rounds='1' warmup='0'/><gates wait='0s'/>"
           "<scenario name='s' title='S'>"
        << work << "</scenario></benchmark>\n";
}

std::vector<std::string> RealRun::arguments() const {
    return {"bench", "run", directory_ / "spec.xml", "--out", directory_ / "out", "--seed", "7"};
}

BenchmarkResult RealRun::run(const std::string& arms, const std::string& work) {
    write(arms, work);
    const auto done =
        runProcess(TWINVIRT_BIN_DIR "/twinsh", arguments(), std::chrono::seconds(300));
    EXPECT_TRUE(done && WIFEXITED(done->status) && WEXITSTATUS(done->status) == 0)
        << (done ? done->errors : done.error().message);
    return result();
}

BenchmarkResult RealRun::result() const {
    const auto stored = readResultDirectory(directory_ / "out");
    EXPECT_TRUE(stored) << stored.error().message;
    return stored ? stored->result : BenchmarkResult{};
}

std::vector<double> RealRun::figure(const BenchmarkResult& result, const std::string& arm,
                                    const std::string& metric) {
    const Block* block = result.rounds.empty() ? nullptr : findBlock(result.rounds[0], arm);
    return block == nullptr ? std::vector<double>{} : findMetric(metric)->values(*block);
}

void RealRun::expectNothingLeft(const std::string& runId) {
    const std::string mark = "bench-" + runId + "-";
    std::error_code error;
    for (std::filesystem::recursive_directory_iterator walk("/sys/fs/cgroup", error);
         !error && walk != std::filesystem::recursive_directory_iterator(); walk.increment(error))
        EXPECT_THAT(walk->path().filename().string(), Not(HasSubstr(mark)));
    for (const auto& device : std::filesystem::directory_iterator("/sys/class/net"))
        EXPECT_THAT(device.path().filename().string(), Not(HasSubstr(runId)));
    const auto list = runProcess(TWINVIRT_BIN_DIR "/twinsh", {"list", "--all", "--name"},
                                 std::chrono::seconds(60));
    ASSERT_TRUE(list);
    EXPECT_THAT(list->output, Not(HasSubstr(mark)));
}

} // namespace twinvirt::bench
