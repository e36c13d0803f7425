// A kernel beside a bad neighbour: how it is written, what a block does with victims that answer
// and that do not, and what the figures say. The probes are scripts.
#include "benchmark/result/work_figures.h"
#include "benchmark/run/block_runner.h"
#include "benchmark/spec/read_spec.h"
#include "spec_checks.h"
#include "support/temporary_directory.h"
#include "util/atomic_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/stat.h>

#include <array>
#include <fstream>
#include <unistd.h>

namespace twinvirt::bench {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

std::string specXml(const std::string& work, const std::string& isolation = "") {
    return "<benchmark name='b' version='1'><title>T</title><image id='tree' template='busybox'/>"
           "<arms baseline='host'><arm name='host' type='host' title='host'" +
           isolation + "/></arms><scenario name='s' title='S'>" + work + "</scenario></benchmark>";
}

TEST(Neighbour, IsReadWithItsHogsAndBounds) {
    const std::string xml =
        specXml("<neighbour kernel='cpu-int' hogs='cpu fork' memory-mib='32' timeout='9s'/>");
    const auto spec = parseBenchmarkSpec("b.xml", xml);
    ASSERT_TRUE(spec) << spec.error().message;
    EXPECT_TRUE(schemaAccepts(xml));
    const ScenarioSpec& scenario = spec->scenarios.at(0);
    EXPECT_THAT(scenario.neighbour.hogs, ElementsAre("cpu", "fork"));
    EXPECT_EQ(scenario.neighbour.mebibytes, 32U);
    EXPECT_EQ(scenario.neighbour.processes, 64U);
    EXPECT_THAT(scenario.probe.kernels, ElementsAre("cpu-int"));
}

TEST(Isolation, OfAHostArmIsReadInItsOrder) {
    const std::string xml = specXml("<mechanisms><kernel name='syscall'/></mechanisms>",
                                    " isolation='pid mount cgroup'");
    const auto spec = parseBenchmarkSpec("b.xml", xml);
    ASSERT_TRUE(spec) << spec.error().message;
    EXPECT_TRUE(schemaAccepts(xml));
    EXPECT_THAT(spec->arms.at(0).isolation, ElementsAre("pid", "mount", "cgroup"));
}

TEST(Neighbour, AndIsolationThatAreWrongAreRefusedByMappingAndSchema) {
    const std::string good = "<mechanisms><kernel name='syscall'/></mechanisms>";
    const std::pair<std::string, const char*> wrong[] = {
        {specXml("<neighbour kernel='cpu-int' hogs='cpu rabbit'/>"), "some of 'cpu', 'memory'"},
        {specXml("<neighbour kernel='cpu-int' hogs=''/>"), "some of 'cpu', 'memory'"},
        {specXml("<neighbour kernel='stream' hogs='cpu'/>"), "one of 'cpu-int'"},
        {specXml("<neighbour kernel='cpu-int' hogs='cpu' processes='100000'/>"),
         "a whole number from 1 to 512"},
        {specXml("<mechanisms/>"), "expected at least one <kernel>"},
        {specXml(good, " isolation='pid moon'"), "some of 'pid', 'mount'"},
    };
    for (const auto& [xml, message] : wrong) {
        const auto parsed = parseBenchmarkSpec("b.xml", xml);
        ASSERT_FALSE(parsed) << xml;
        EXPECT_THAT(parsed.error().message, HasSubstr(message));
        EXPECT_FALSE(schemaAccepts(xml)) << xml;
    }
}

/// Probes of the host that are a script: it answers each `run` with these lines, and begins each
/// hog at once.
class ScriptedNeighbour : public ::testing::Test {
  protected:
    /// `beforeRun` and `afterHog` are shell commands; $runs counts the kernels from 1 on.
    Result<void> run(const std::string& beforeRun, const std::string& afterHog = ":") {
        const std::string script = directory_ / "probe";
        std::ofstream(script)
            << "#!/bin/sh\nsay() { echo \"twinvirt-probe: $1\"; }\n"
               "echo 'twinvirt: ready'\nruns=0\n"
               "while read -r word name rest; do\n"
               "  if [ $word = hog ]; then\n"
               "    echo \"$name $rest\" >>"
            << directory_ / "hogs"
            << "\n"
            << "    say '{\"event\":\"begin\",\"hog\":\"'$name'\",\"seconds\":9}'; " << afterHog
            << "\n  else\n    runs=$((runs + 1)); " << beforeRun << "\n"
            << R"(    say '{"event":"begin","kernel":"syscall"}'
    say '{"event":"end","kernel":"syscall","nanoseconds":1000000,"answer":"correct"}'
    say '{"event":"batch","kernel":"syscall","operations":1000,"nanoseconds":'$((runs * 100000))'}'
    say '{"event":"done","kernel":"syscall"}'
  fi
done
)";
        ::chmod(script.c_str(), 0755);
        arm_.probeProgram = script;
        const auto host = HostReader::open("/proc", "/sys/fs/cgroup");
        const BlockContext context{scenario_, runId_, *host, stop_, Clock::now(), {}};
        return runBlock(
            context, arm_, false, [this](unsigned step) { steps_.push_back(step); }, block_);
    }

    void SetUp() override {
        scenario_.name = "isolation";
        scenario_.work = "neighbour";
        scenario_.timeoutSeconds = 30;
        scenario_.probe.kernels = {"syscall"};
        scenario_.neighbour.hogs = {"cpu", "memory"};
        arm_.spec.name = "host";
        arm_.spec.type = "host";
    }

    [[nodiscard]] std::vector<double> figure(const std::string& id) const {
        const Metric* metric = findMetric(id);
        return metric == nullptr ? std::vector<double>{-1} : metric->values(block_);
    }

    test::TemporaryDirectory directory_{"neighbour"};
    const std::string runId_ = "0badf00d";
    StopRequest stop_;
    ScenarioSpec scenario_;
    PreparedArm arm_;
    Block block_;
    std::vector<unsigned> steps_;
};

TEST_F(ScriptedNeighbour, GivesTheLossBesideEachHog) {
    const auto done = run(":");
    ASSERT_TRUE(done) << done.error().message;
    EXPECT_THAT(figure("loss-cpu"), ElementsAre(2)) << "100 ns alone, 200 ns beside";
    EXPECT_THAT(figure("loss-memory"), ElementsAre(::testing::DoubleNear(4.0 / 3, 1e-9)));
    EXPECT_THAT(figure("no-response-cpu"), IsEmpty());
    EXPECT_THAT(block_.kernels, SizeIs(2));
    EXPECT_THAT(steps_, ElementsAre(1, 2));
    const std::string hogs = readFile(directory_ / "hogs").value();
    EXPECT_THAT(hogs, HasSubstr("cpu --seconds 120"));
    EXPECT_THAT(hogs, HasSubstr("memory --seconds 120 --mebibytes 96"));
}

TEST_F(ScriptedNeighbour, CountsAVictimThatDoesNotRespondAndHasANewOneForTheNextHog) {
    scenario_.timeoutSeconds = 1;
    const auto done = run("[ $runs = 2 ] && sleep 1000");
    ASSERT_TRUE(done) << done.error().message;
    EXPECT_THAT(figure("no-response-cpu"), ElementsAre(1));
    EXPECT_THAT(figure("no-response-memory"), ElementsAre(1));
    EXPECT_THAT(figure("loss-cpu"), ElementsAre(1000)) << "1 s was waited, and 1 ms is the kernel";
    EXPECT_THAT(block_.kernels, SizeIs(2));
}

TEST_F(ScriptedNeighbour, CountsAVictimThatIsKilledAsWell) {
    const auto done = run("[ $runs = 2 ] && exit");
    ASSERT_TRUE(done) << done.error().message;
    EXPECT_THAT(figure("no-response-cpu"), ElementsAre(1));
}

TEST_F(ScriptedNeighbour, FailsWhereTheKernelCannotRunAlone) {
    const auto done = run("exit");
    ASSERT_FALSE(done);
    EXPECT_THAT(done.error().message, HasSubstr("the probe ended"));
    EXPECT_THAT(figure("loss-cpu"), IsEmpty());
}

TEST_F(ScriptedNeighbour, FailsWhereTheHogDidNotLastAsLongAsTheKernel) {
    const auto done = run("[ $runs = 2 ] && sleep 0.2",
                          R"(say '{"event":"error","hog":"'$name'","message":"no memory"}')");
    ASSERT_FALSE(done);
    EXPECT_THAT(done.error().message, HasSubstr("hog 'cpu' ended before"));
    EXPECT_THAT(done.error().message, HasSubstr("no memory"));
}

TEST_F(ScriptedNeighbour, IsStoppedOnRequest) {
    stop_.set();
    const auto done = run(":");
    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().code, ErrorCode::operationAborted);
}

TEST_F(ScriptedNeighbour, RefusesToTakeMostOfTheHostsMemory) {
    scenario_.neighbour.mebibytes = 1U << 30U;
    const auto done = run(":");
    ASSERT_FALSE(done);
    EXPECT_THAT(done.error().message, HasSubstr("more than a quarter"));
}

} // namespace
} // namespace twinvirt::bench
