// Programs of others that measure: how they are written, called, read, and left out.
#include "benchmark/result/work_figures.h"
#include "benchmark/run/block_runner.h"
#include "benchmark/run/tools/tool_adapter.h"
#include "benchmark/spec/measuring_tools.h"
#include "benchmark/spec/read_spec.h"
#include "spec_checks.h"
#include "support/temporary_directory.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>

namespace twinvirt::bench {
namespace {

using ::testing::Contains;
using ::testing::DoubleNear;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::string specXml(const std::string& work, const std::string& arms = "") {
    return "<benchmark name='b' version='1'><title>T</title><image id='tree' template='busybox'/>\n"
           "<arms baseline='host'><arm name='host' type='host' title='host'/>" +
           arms + "</arms>\n<scenario name='s' title='S'>" + work + "</scenario></benchmark>";
}

TEST(ToolScenario, IsReadWithItsTimeAndPlace) {
    const std::string xml = specXml("<tool name='fio' marker='ready' time='12s' timeout='90s' "
                                    "directory='/srv/fio' direct='yes'/>");
    const auto spec = parseBenchmarkSpec("b.xml", xml);
    ASSERT_TRUE(spec) << spec.error().message;
    EXPECT_TRUE(schemaAccepts(xml));
    const ScenarioSpec& scenario = spec->scenarios.at(0);
    EXPECT_EQ(scenario.tool.name, "fio");
    EXPECT_EQ(scenario.tool.seconds, 12U);
    EXPECT_EQ(scenario.tool.directory, "/srv/fio");
    EXPECT_TRUE(scenario.tool.direct);
    EXPECT_EQ(scenario.readyMarker, "ready");
    const auto bare = parseBenchmarkSpec("b.xml", specXml("<tool name='redis' marker='r'/>"));
    ASSERT_TRUE(bare) << bare.error().message;
    EXPECT_EQ(bare->scenarios.at(0).tool.seconds, 5U);
}

TEST(ToolScenario, ThatIsWrongIsRefusedByMappingAndSchema) {
    const std::pair<const char*, const char*> wrong[] = {
        {"<tool name='bonnie' marker='r'/>", "one of 'sysbench', 'fio', 'redis', 'iperf3'"},
        {"<tool name='fio'/>", "marker"},
        {"<tool name='fio' marker='r' time='1.5s'/>", "whole seconds from 1s to 3600s"},
        {"<tool name='fio' marker='r' time='3601s'/>", "whole seconds from 1s to 3600s"},
        {"<tool name='fio' marker='r' directory='here'/>", "an absolute path"},
        {"<tool name='sysbench' marker='r' directory='/srv'/>", "sysbench has no files"},
        {"<tool name='redis' marker='r' direct='yes'/>", "redis has no files"},
    };
    for (const auto& [work, message] : wrong)
        expectRefused(specXml(work), message);
}

TEST(ContainerWithoutAnImage, RunsToolsAndBootsButNoProbe) {
    const std::string arm = "<arm name='own' type='lxc' title='own root' domain='own.xml'/>";
    const std::string good = specXml("<tool name='fio' marker='r'/>", arm);
    const auto spec = parseBenchmarkSpec("b.xml", good);
    ASSERT_TRUE(spec) << spec.error().message;
    EXPECT_TRUE(schemaAccepts(good));
    EXPECT_TRUE(takesPart(*spec, spec->scenarios[0], spec->arms[1]));

    const std::string probe = specXml("<probe><kernel name='syscall'/></probe>", arm);
    const auto withProbe = parseBenchmarkSpec("b.xml", probe);
    ASSERT_TRUE(withProbe) << withProbe.error().message;
    EXPECT_FALSE(takesPart(*withProbe, withProbe->scenarios[0], withProbe->arms[1]));

    const std::string named = "<benchmark name='b' version='1'><title>T</title><image id='tree' "
                              "template='busybox'/><arms baseline='own'>" +
                              arm +
                              "</arms><scenario name='s' title='S' arms='own'><probe><kernel "
                              "name='syscall'/></probe></scenario></benchmark>";
    const auto refused = parseBenchmarkSpec("b.xml", named);
    ASSERT_FALSE(refused);
    EXPECT_THAT(refused.error().message, HasSubstr("'own' has no image"));

    for (const char* half : {"image='tree'", "use='root'"}) {
        const auto one = parseBenchmarkSpec(
            "b.xml",
            specXml("<tool name='fio' marker='r'/>",
                    std::string("<arm name='own' type='lxc' title='t' domain='d' ") + half + "/>"));
        ASSERT_FALSE(one);
        EXPECT_THAT(one.error().message, HasSubstr("expected both or"));
    }
    EXPECT_FALSE(parseBenchmarkSpec("b.xml", specXml("<tool name='fio' marker='r'/>",
                                                     "<arm name='vm' type='kvm' title='t' "
                                                     "domain='d'/>")));
}

double valueOf(const std::vector<Figure>& figures, const std::string& id) {
    const auto found = std::ranges::find(figures, id, &Figure::metric);
    return found == figures.end() ? -1 : found->values.at(0);
}

// Written in the format of sysbench 1.0.20.
constexpr const char* sysbenchOutput = R"(sysbench 1.0.20 (using system LuaJIT 2.1.0-beta3)

Running the test with following options:
Number of threads: 1

CPU speed:
    events per second:   500.00

General statistics:
    total time:                          2.0005s
    total number of events:              1001

Latency (ms):
         min:                                    1.90
         avg:                                    2.00
         max:                                   11.70
         95th percentile:                        2.14
         sum:                                 2000.07
)";

TEST(SysbenchAdapter, ReadsItsReport) {
    const auto figures = toolAdapterOf("sysbench").parse(sysbenchOutput);
    ASSERT_TRUE(figures) << figures.error().message;
    EXPECT_DOUBLE_EQ(valueOf(*figures, "sysbench-cpu"), 2);
    EXPECT_DOUBLE_EQ(valueOf(*figures, "sysbench-cpu-p95"), 2.14);
}

/// In the format of fio 3.33, without the members that nobody reads.
std::string fioOutput(const std::string& error, const std::string& reads) {
    const auto direction = [](const std::string& mean) {
        return R"({"iops":1.5,"clat_ns":{"min":1,"max":9,"mean":)" + mean +
               R"(,"percentile":{"50.000000":1960,"99.000000":9664}}})";
    };
    return "note: both iodepth >= 1 and synchronous I/O engine are selected\n"
           R"({"fio version":"fio-3.33","jobs":[{"jobname":"twinvirt","error":)" +
           error + R"(,"read":)" + direction(reads) + R"(,"write":)" + direction("2500.0") +
           "}]}\n";
}

TEST(FioAdapter, ReadsItsJson) {
    const auto figures = toolAdapterOf("fio").parse(fioOutput("0", "2373.303668"));
    ASSERT_TRUE(figures) << figures.error().message;
    EXPECT_THAT(valueOf(*figures, "fio-read"), DoubleNear(2.3733, 1e-4));
    EXPECT_DOUBLE_EQ(valueOf(*figures, "fio-read-p99"), 9.664);
    EXPECT_DOUBLE_EQ(valueOf(*figures, "fio-write"), 2.5);
    EXPECT_DOUBLE_EQ(valueOf(*figures, "fio-write-p99"), 9.664);
}

constexpr const char* redisOutput =
    R"("test","rps","avg_latency_ms","min_latency_ms","p50_latency_ms","p95_latency_ms","p99_latency_ms","max_latency_ms"
"SET","50000.00","0.541","0.040","0.151","2.335","6.335","24.159"
"GET","62500.00","1.113","0.064","0.151","3.695","0.495","80.063"
)";

TEST(RedisAdapter, ReadsItsCsv) {
    const auto figures = toolAdapterOf("redis").parse(redisOutput);
    ASSERT_TRUE(figures) << figures.error().message;
    EXPECT_DOUBLE_EQ(valueOf(*figures, "redis-set"), 20);
    EXPECT_DOUBLE_EQ(valueOf(*figures, "redis-set-p99"), 6335);
    EXPECT_DOUBLE_EQ(valueOf(*figures, "redis-get"), 16);
    EXPECT_DOUBLE_EQ(valueOf(*figures, "redis-get-p99"), 495);
}

TEST(Iperf3Adapter, ReadsItsJson) {
    const auto figures = toolAdapterOf("iperf3").parse(
        R"({"start":{},"end":{"sum_sent":{"bits_per_second":9e9},)"
        R"("sum_received":{"seconds":1.02,"bytes":1000,"bits_per_second":8000000000.5}}})");
    ASSERT_TRUE(figures) << figures.error().message;
    EXPECT_THAT(valueOf(*figures, "iperf3-bulk"), DoubleNear(1000, 1e-3));
    const auto refused = toolAdapterOf("iperf3").parse(
        R"({"end":{},"error":"unable to connect to server: Connection refused"})");
    ASSERT_FALSE(refused);
    EXPECT_THAT(refused.error().message, HasSubstr("Connection refused"));
}

TEST(ToolAdapters, SayWhatTheyDoNotUnderstand) {
    const std::pair<const char*, std::string> outputs[] = {
        {"sysbench", ""},
        {"sysbench", "events per second:  nothing\n95th percentile:  1"},
        {"fio", ""},
        {"fio", "{\"jobs\":[]}"},
        {"fio", fioOutput("28", "1.0")},
        {"fio", fioOutput("0", "0.0")},
        {"fio", fioOutput("0", "\"two\"")},
        {"redis", ""},
        {"redis", std::string(redisOutput).substr(0, 180)},
        {"redis", "\"test\",\"rps\",\"p99_latency_ms\"\n\"SET\",\"fast\",\"1\"\n"},
        {"iperf3", "iperf3: error - unable to connect"},
        {"iperf3", R"({"end":{"sum_received":{"bits_per_second":0}}})"},
    };
    for (const auto& [tool, output] : outputs) {
        const auto parsed = toolAdapterOf(tool).parse(output);
        ASSERT_FALSE(parsed) << tool << ": " << output;
        EXPECT_EQ(parsed.error().code, ErrorCode::operationFailed);
        EXPECT_THAT(parsed.error().message, HasSubstr(tool));
    }
}

TEST(ToolAdapters, AreThereForEachToolAndGiveOnlyFiguresThatAScenarioHas) {
    for (const MeasuringTool& tool : measuringTools()) {
        Scenario scenario;
        scenario.work = "tool";
        scenario.tool = tool.name;
        EXPECT_FALSE(metricsOf(scenario).empty()) << tool.name;
        EXPECT_FALSE(toolAdapterOf(tool.name).command({}, {}).empty());
    }
    Scenario scenario;
    scenario.work = "tool";
    scenario.tool = "fio";
    const auto figures = toolAdapterOf("fio").parse(fioOutput("0", "1.0"));
    ASSERT_TRUE(figures) << figures.error().message;
    for (const Figure& figure : *figures) {
        const Metric* metric = findMetric(figure.metric);
        ASSERT_NE(metric, nullptr) << figure.metric;
        EXPECT_THAT(metricsOf(scenario), Contains(metric));
    }
}

/// A host whose sysbench is a script.
class ToolOnAHost : public ::testing::Test {
  protected:
    void SetUp() override {
        const char* path = std::getenv("PATH");
        before_ = path == nullptr ? "" : path;
        ::setenv("PATH", (directory_.path() + ":" + before_).c_str(), 1);
        scenario_.name = "s";
        scenario_.work = "tool";
        scenario_.tool.name = "sysbench";
        arm_.spec.name = "host";
        arm_.spec.type = "host";
    }
    void TearDown() override { ::setenv("PATH", before_.c_str(), 1); }

    void install(const std::string& script) {
        const std::string file = directory_ / "sysbench";
        std::ofstream(file) << "#!/bin/sh\n" << script << "\n";
        ::chmod(file.c_str(), 0755);
    }
    Result<void> run() {
        const auto host = HostReader::open("/proc", "/sys/fs/cgroup");
        const BlockContext context{scenario_, runId_, *host, stop_, Clock::now(), {}};
        return runBlock(
            context, arm_, false, [](unsigned) {}, block_);
    }

    test::TemporaryDirectory directory_{"tool"};
    std::string before_;
    const std::string runId_ = "0badf00d";
    StopRequest stop_;
    ScenarioSpec scenario_;
    PreparedArm arm_;
    Block block_;
};

TEST_F(ToolOnAHost, GivesTheFiguresOfItsOutput) {
    install(std::string("echo a warning >&2; cat <<'end'\n") + sysbenchOutput + "end");
    const auto done = run();
    ASSERT_TRUE(done) << done.error().message;
    EXPECT_THAT(findMetric("sysbench-cpu")->values(block_), ElementsAre(2));
}

TEST_F(ToolOnAHost, ThatFailsSaysItsLastWords) {
    install("echo no such test >&2; exit 1");
    const auto done = run();
    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().code, ErrorCode::operationFailed);
    EXPECT_THAT(done.error().message, HasSubstr("ended with status 1"));
    EXPECT_THAT(done.error().message, HasSubstr("no such test"));
    EXPECT_THAT(block_.figures, IsEmpty());
}

TEST_F(ToolOnAHost, ThatIsMissingNamesItsPackage) {
    // A link to timeout alone, so that there is no other program.
    ASSERT_EQ(::symlink("/usr/bin/timeout", (directory_ / "timeout").c_str()), 0);
    ::setenv("PATH", directory_.path().c_str(), 1);
    const auto done = run();
    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().code, ErrorCode::operationUnsupported);
    EXPECT_THAT(done.error().message, HasSubstr("the package sysbench"));
}

TEST_F(ToolOnAHost, ThatHangsIsEnded) {
    install("sleep 1000");
    scenario_.timeoutSeconds = 1;
    const auto done = run();
    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().code, ErrorCode::operationTimeout);
}

TEST_F(ToolOnAHost, TakesNoPartAsAMachine) {
    arm_.spec.type = "kvm";
    const auto done = run();
    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().code, ErrorCode::operationUnsupported);
    EXPECT_THAT(done.error().message, HasSubstr("<probe>"));
}

} // namespace
} // namespace twinvirt::bench
