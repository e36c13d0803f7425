// Specifications of several scenarios, the control arm, and what a result with both says.
#include "benchmark/report/charts.h"
#include "benchmark/report/html_report.h"
#include "benchmark/result/analysis.h"
#include "benchmark/result/result_json.h"
#include "benchmark/result/sentences.h"
#include "benchmark/spec/kernel_catalog.h"
#include "benchmark/spec/read_spec.h"
#include "benchmark/statistics/random.h"
#include "run_fixture.h"
#include "synthetic_result.h"
#include "xml/xml_document.h"
#include "xml/xml_schema.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace twinvirt::bench {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

std::string specXml(const std::string& design, const std::string& scenarios) {
    return "<benchmark name='b' version='1'><title>T</title><image id='tree' template='busybox'/>"
           "<arms baseline='host'><arm name='host' type='host' title='host'/>"
           "<arm name='app' type='lxc' title='container' domain='app.xml' image='tree' "
           "use='root'/></arms><design " +
           design + "/>" + scenarios + "</benchmark>";
}

const std::string boot =
    "<scenario name='boot' title='Boot'><boot count='2' marker='up'/></scenario>";
const std::string probe = "<scenario name='kernels' title='Kernels'><probe batches='3'>"
                          "<kernel name='cpu-int'/><kernel name='triad'/></probe></scenario>";

bool schemaAccepts(const std::string& xml) {
    const auto schema = XmlSchema::load(TWINVIRT_SOURCE_DIR "/schemas/benchmark.rng");
    EXPECT_TRUE(schema) << schema.error().message;
    const auto document = XmlDocument::parse({"x.xml", xml});
    return document && schema->validate(*document);
}

TEST(Scenarios, AreReadWithTheirKernelsAndTheBudget) {
    const std::string xml = specXml("control='aa' budget='2min'", boot + probe);
    const auto spec = parseBenchmarkSpec("b.xml", xml);
    ASSERT_TRUE(spec) << spec.error().message;
    EXPECT_TRUE(schemaAccepts(xml));
    EXPECT_TRUE(spec->control);
    EXPECT_DOUBLE_EQ(spec->budgetSeconds, 120);
    ASSERT_THAT(spec->scenarios, SizeIs(2));
    EXPECT_EQ(spec->scenarios[0].work, "boot");
    EXPECT_THAT(spec->scenarios[1].probe.kernels, ElementsAre("cpu-int", "triad"));
    EXPECT_EQ(spec->scenarios[1].probe.batches, 3U);
}

TEST(Scenarios, OfBootsHaveNoPlaceForAHost) {
    const auto spec = parseBenchmarkSpec("b.xml", specXml("", boot + probe)).value();
    EXPECT_FALSE(takesPart(spec, spec.scenarios[0], spec.arms[0]));
    EXPECT_TRUE(takesPart(spec, spec.scenarios[0], spec.arms[1]));
    EXPECT_TRUE(takesPart(spec, spec.scenarios[1], spec.arms[0]));
    EXPECT_EQ(referenceArm(spec, spec.scenarios[0]), "app");
    EXPECT_EQ(referenceArm(spec, spec.scenarios[1]), "host");
}

TEST(Scenarios, ThatAreWrongAreRefusedWithTheirLine) {
    struct Wrong {
        std::string scenarios;
        const char* message;
        bool schemaKnows;
    };
    const Wrong wrong[] = {
        {boot + boot, "another scenario of the name 'boot'", false},
        {"<scenario name='x' title='X'/>", "expected one of <boot>, <start-together>", true},
        {"<scenario name='x' title='X'><probe/></scenario>", "expected at least one <kernel>",
         true},
        {"<scenario name='x' title='X'><boot count='1' marker='up'/><probe><kernel name='triad'/>"
         "</probe></scenario>",
         "expected one of <boot>, <start-together>", true},
        {"", "there is no <scenario>", true},
        {"<scenario name='x' title='X' arms='vm'><boot count='1' marker='up'/></scenario>",
         "'vm' is no arm", false},
        {"<scenario name='x' title='X' arms='host'><boot count='1' marker='up'/></scenario>",
         "'host' is a host, which cannot be booted", false},
        {"<scenario name='x' title='X'><probe><kernel name='stream'/></probe></scenario>",
         "one of 'cpu-int'", true},
        {"<scenario name='x' title='X'><probe batch-ms='1'><kernel name='triad'/></probe>"
         "</scenario>",
         "a whole number from 5 to 10000", true},
    };
    for (const Wrong& spec : wrong) {
        SCOPED_TRACE(spec.scenarios);
        const std::string xml = specXml("", spec.scenarios);
        const auto parsed = parseBenchmarkSpec("b.xml", xml);
        ASSERT_FALSE(parsed) << spec.message;
        EXPECT_THAT(parsed.error().message, HasSubstr("b.xml:1: <"));
        EXPECT_THAT(parsed.error().message, HasSubstr(spec.message));
        EXPECT_EQ(schemaAccepts(xml), !spec.schemaKnows) << spec.message;
    }
}

std::string scenarioOf(const std::string& work) {
    return "<scenario name='s' title='S'><" + work + " marker='up'/></scenario>";
}

TEST(LifecycleScenarios, AreReadAndAcceptedByTheSchema) {
    for (const char* work :
         {"boot count='9' until='80%'", "boot count='9' until='100%'",
          "boot count='9' until='5.5%'", "start-together levels='1 2 4 64'",
          "start-together levels='8' timeout='9s'", "pack count='64' settle='0s' hold='30s'",
          "footprint count='5' hold='1s'", "reboot times='3'", "reboot", "delete count='3'",
          "delete count='3' by='shutdown'", "snapshot times='2' timeout='60s'"}) {
        const std::string xml = specXml("", scenarioOf(work));
        const auto spec = parseBenchmarkSpec("b.xml", xml);
        EXPECT_TRUE(spec) << work << ": " << spec.error().message;
        EXPECT_TRUE(schemaAccepts(xml)) << work;
    }
    const auto spec =
        parseBenchmarkSpec("b.xml", specXml("", scenarioOf("start-together levels='1 2 8'")))
            .value();
    EXPECT_THAT(spec.scenarios[0].levels, ElementsAre(1U, 2U, 8U));
    EXPECT_DOUBLE_EQ(
        parseBenchmarkSpec("b.xml", specXml("", scenarioOf("boot count='9' until='80%'")))
            .value()
            .scenarios[0]
            .untilUsed,
        0.8);
}

TEST(LifecycleScenarios, ThatAreWrongAreRefused) {
    struct Wrong {
        const char* work;
        const char* message;
        bool schemaKnows = true;
    };
    for (const Wrong& wrong :
         {Wrong{"boot count='9' until='0%'", "from above 0% to 100%"},
          Wrong{"boot count='9' until='101%'", "from above 0% to 100%"},
          Wrong{"boot count='9' until='80'", "from above 0% to 100%"},
          Wrong{"start-together", "levels"}, Wrong{"start-together levels=''", "rising whole"},
          Wrong{"start-together levels='0 1'", "rising whole"},
          Wrong{"start-together levels='1  2'", "rising whole"},
          Wrong{"start-together levels='65'", "rising whole numbers from 1 to 64"},
          Wrong{"start-together levels='2 1'", "rising whole", false},
          Wrong{"pack count='65'", "a whole number from 1 to 64"},
          Wrong{"delete count='3' by='force'", "'destroy', 'shutdown'"},
          Wrong{"reboot times='0'", "a whole number from 1 to 1000"},
          Wrong{"snapshot times='many'", "a whole number from 1 to 1000"}}) {
        const std::string xml = specXml("", scenarioOf(wrong.work));
        const auto spec = parseBenchmarkSpec("b.xml", xml);
        ASSERT_FALSE(spec) << wrong.work;
        EXPECT_THAT(spec.error().message, HasSubstr(wrong.message)) << wrong.work;
        EXPECT_EQ(schemaAccepts(xml), !wrong.schemaKnows) << wrong.work;
    }
}

TEST(Scenarios, AndArmsMayTakePartInEveryNthRoundButNotWhereNarrowIntervalsEndTheRun) {
    std::string rare = boot;
    rare.replace(rare.find(" title"), 0, " every='4'");
    const std::string xml = specXml("rounds='9'", rare);
    const auto spec = parseBenchmarkSpec("b.xml", xml);
    ASSERT_TRUE(spec) << spec.error().message;
    EXPECT_TRUE(schemaAccepts(xml));
    EXPECT_EQ(spec->scenarios[0].every, 4U);
    ArmSpec arm;
    arm.every = 6;
    EXPECT_EQ(everyOf(spec->scenarios[0], arm), 12U);
    const auto refused = parseBenchmarkSpec("b.xml", specXml("stop='5%'", rare));
    ASSERT_FALSE(refused);
    EXPECT_THAT(refused.error().message, HasSubstr("stop: not together with every="));
}

TEST(Scenarios, OfAllKernelsOfTheCatalogAreKnownToTheSchema) {
    std::string kernels;
    for (const Kernel& kernel : kernelCatalog())
        if (!kernel.usesNetwork) // those are for <network>
            kernels += "<kernel name='" + kernel.name + "'/>";
    const std::string xml =
        specXml("", "<scenario name='k' title='K'><probe>" + kernels + "</probe></scenario>");
    EXPECT_TRUE(parseBenchmarkSpec("b.xml", xml));
    EXPECT_TRUE(schemaAccepts(xml));
}

TEST(Scenarios, AreChosenByNameAndTakeTheirArmsAlong) {
    auto spec = parseBenchmarkSpec("b.xml", specXml("", boot + probe)).value();
    ASSERT_TRUE(keepScenarios(spec, {"boot"}));
    EXPECT_THAT(spec.scenarios, SizeIs(1));
    ASSERT_THAT(spec.arms, SizeIs(1));
    EXPECT_EQ(spec.baseline, "app");
    const auto unknown = keepScenarios(spec, {"kernels"});
    ASSERT_FALSE(unknown);
    EXPECT_THAT(unknown.error().message, HasSubstr("it has 'boot'"));
}

TEST(Scenarios, AreChosenByPatterns) {
    auto spec = parseBenchmarkSpec("b.xml", specXml("", boot + probe)).value();
    ASSERT_TRUE(keepScenarios(spec, {"*o*", "ker?els"}));
    EXPECT_THAT(spec.scenarios, SizeIs(2));
    EXPECT_FALSE(keepScenarios(spec, {"boot", "x*"})) << "a pattern that matches none is a mistake";
    ASSERT_TRUE(keepScenarios(spec, {"k*"}));
    EXPECT_EQ(spec.scenarios.at(0).name, "kernels");
}

TEST(Control, RepeatsTheReferenceOfEachScenarioThereAndNowhereElse) {
    auto spec = parseBenchmarkSpec("b.xml", specXml("control='aa'", boot + probe)).value();
    addControls(spec);
    ASSERT_THAT(spec.arms, SizeIs(4));
    EXPECT_EQ(spec.arms[2].name, "app-again");
    EXPECT_EQ(spec.arms[3].name, "host-again");
    EXPECT_TRUE(takesPart(spec, spec.scenarios[0], spec.arms[2]));
    EXPECT_FALSE(takesPart(spec, spec.scenarios[1], spec.arms[2]));
    EXPECT_FALSE(takesPart(spec, spec.scenarios[0], spec.arms[3]));
    EXPECT_TRUE(takesPart(spec, spec.scenarios[1], spec.arms[3]));
}

/// The synthetic result with its OS container as the control of the application container, and
/// each of its times multiplied.
BenchmarkResult withControl(double factor) {
    BenchmarkResult result = syntheticResult(8, 3);
    ArmDescription again = result.arms[0];
    again.name = "app-again";
    again.title += ", again";
    again.controlOf = "app";
    result.arms.push_back(again);
    for (Round& round : result.rounds) {
        Block block = *findBlock(round, "app");
        block.arm = "app-again";
        for (Boot& made : block.boots)
            made.readyMs *= factor;
        round.blocks.push_back(std::move(block));
    }
    return result;
}

const MetricAnalysis& readyOf(const Analysis& analysis) {
    return *std::ranges::find_if(analysis.metrics, [](const MetricAnalysis& metric) {
        return metric.metric->id == "ready";
    });
}

TEST(Control, IsComparedWithItsArmAndWithNoOther) {
    const BenchmarkResult result = withControl(1.02);
    const Analysis analysis = analyse(result, 500);
    const MetricAnalysis& ready = readyOf(analysis);
    ASSERT_TRUE(ready.control);
    EXPECT_NEAR(ready.control->estimate, 1.02, 1e-9);
    EXPECT_THAT(ready.arms, SizeIs(3));
    EXPECT_THAT(ready.comparisons, SizeIs(3));
    EXPECT_DOUBLE_EQ(ready.equivalence, 0.05) << "the control lies within the band";
    EXPECT_THAT(controlNote(result, analysis), HasSubstr("within the band of equal"));
    EXPECT_THAT(controlNote(result, analysis), Not(HasSubstr("Not to be trusted")));
}

TEST(Control, ThatDiffersFromItsArmWidensTheBandAndIsNamed) {
    const BenchmarkResult result = withControl(1.5);
    const Analysis analysis = analyse(result, 500);
    EXPECT_GT(readyOf(analysis).equivalence, 0.45);
    EXPECT_THAT(controlNote(result, analysis), HasSubstr("Not to be trusted"));
    EXPECT_THAT(controlNote(result, analysis), HasSubstr("Time to ready"));
}

/// A result with a second scenario of one kernel in two arms.
BenchmarkResult withKernels() {
    BenchmarkResult result = syntheticResult(6, 2);
    Scenario kernels;
    kernels.name = "kernels";
    kernels.title = "Kernels";
    kernels.work = "probe";
    kernels.count = 1;
    kernels.kernels = {"syscall"};
    kernels.batches = 3;
    kernels.batchMs = 50;
    result.scenarios.push_back(kernels);
    for (Round& round : result.rounds)
        for (const char* arm : {"app", "os"}) {
            Block block;
            block.scenario = "kernels";
            block.arm = arm;
            const double nanoseconds = std::string(arm) == "app" ? 100 : 130;
            block.kernels = {
                {"syscall", {nanoseconds, nanoseconds + 1, nanoseconds - 1}, 150, 151}};
            round.blocks.push_back(block);
        }
    return result;
}

TEST(SeveralScenarios, AreAnalysedEachByItself) {
    const BenchmarkResult result = withKernels();
    const Analysis analysis = analyse(result, 500);
    const auto kernel = std::ranges::find_if(analysis.metrics, [](const MetricAnalysis& metric) {
        return metric.scenario == "kernels";
    });
    ASSERT_NE(kernel, analysis.metrics.end());
    EXPECT_EQ(kernel->metric->id, "syscall");
    EXPECT_THAT(kernel->arms, SizeIs(2));
    ASSERT_THAT(kernel->comparisons, SizeIs(1));
    EXPECT_EQ(kernel->comparisons[0].verdict, Verdict::slower);
    EXPECT_THAT(readyOf(analysis).arms, SizeIs(3));
    EXPECT_EQ(metricTitle(result, *kernel), "Kernels: System call");
}

TEST(SeveralKernels, AreOneRatioMoreByTheirGeometricMean) {
    BenchmarkResult result = withKernels();
    result.scenarios[1].kernels.push_back("triad");
    for (Round& round : result.rounds)
        for (Block& block : round.blocks)
            if (block.scenario == "kernels")
                block.kernels.push_back(
                    {"triad", {block.arm == "app" ? 200.0 : 260.0 / 1.3 / 1.3}, 100, 100});
    const Analysis analysis = analyse(result, 500);
    ASSERT_THAT(analysis.means, SizeIs(1));
    const ScenarioMean& mean = analysis.means[0];
    EXPECT_EQ(mean.metrics, 2U);
    // 1.3 times the one, 1 / 1.3 times the other
    EXPECT_NEAR(mean.comparison.ratio->estimate, 1, 1e-9);
    EXPECT_EQ(mean.comparison.verdict, Verdict::equal);
    EXPECT_EQ(mean.comparison.sentence,
              "Over 2 kernels the OS container took 1.00 × the time of the application container "
              "(geometric mean, 95 % interval [1.00, 1.00]): equal within 5 %. From 0.77 × (Memory "
              "bandwidth (triad)) to 1.30 × (System call).");
    EXPECT_EQ(analysis.headlines().back()->sentence, mean.comparison.sentence);
    EXPECT_THAT(analyse(withKernels(), 100).means, IsEmpty()) << "one kernel is its own mean";
}

TEST(SeveralScenarios, GiveAnArmTheSameColourInEach) {
    BenchmarkResult result = withKernels();
    for (Round& round : result.rounds)
        std::erase_if(round.blocks, [](const Block& block) {
            return block.scenario == "serial-boot" && block.arm == "app";
        });
    const auto boots = scenarioView(result, result.scenarios[0]);
    const auto kernels = scenarioView(result, result.scenarios[1]);
    EXPECT_THAT(boots.arms, SizeIs(2));
    EXPECT_EQ(colourOf(boots, "os"), colourOf(kernels, "os"));
    EXPECT_EQ(colourOf(boots, "os"), colourOf(result, "os"));
    EXPECT_NE(colourOf(boots, "os"), colourOf(boots, "vm"));
}

TEST(SeveralScenarios, ComeBackFromTheirJson) {
    const BenchmarkResult result = withKernels();
    const auto again = resultFromJson("r", resultToJson(result, analyse(result, 100)));
    ASSERT_TRUE(again) << again.error().message;
    EXPECT_EQ(again->scenarios, result.scenarios);
    EXPECT_EQ(again->rounds.back().blocks.back(), result.rounds.back().blocks.back());
}

TEST(SeveralScenarios, StandInOneReportUnderTheirTitles) {
    const BenchmarkResult result = withKernels();
    const std::string page = htmlReport(result, analyse(result, 100));
    EXPECT_THAT(page, HasSubstr("<h2>Serial boot</h2>"));
    EXPECT_THAT(page, HasSubstr("<h2>Kernels</h2>"));
    EXPECT_THAT(page, HasSubstr("System call"));
}

/// The standard suite at its full length: all kernels in three arms, 20 rounds of 5 batches.
BenchmarkResult ofStandardSize() {
    BenchmarkResult result = syntheticResult(20, 3);
    Scenario kernels;
    kernels.name = "kernels";
    kernels.title = "Kernels";
    kernels.work = "probe";
    for (const Kernel& kernel : kernelCatalog())
        kernels.kernels.push_back(kernel.name);
    result.scenarios.push_back(kernels);
    Random random(3);
    for (Round& round : result.rounds)
        for (const char* arm : {"app", "os", "vm"}) {
            Block block;
            block.scenario = "kernels";
            block.arm = arm;
            for (const std::string& kernel : kernels.kernels) {
                KernelRun run{kernel, {}, 100, 100};
                for (int batch = 0; batch < 5; ++batch)
                    run.values.push_back(90 + static_cast<double>(random.below(2000)) / 100);
                block.kernels.push_back(run);
            }
            round.blocks.push_back(std::move(block));
        }
    return result;
}

TEST(Report, OfTheStandardSuiteIsAFileOfLessThan500Kilobytes) {
    const BenchmarkResult result = ofStandardSize();
    const std::string page = htmlReport(result, analyse(result, 500));
    EXPECT_LT(page.size(), 500000U);
    EXPECT_THAT(page, HasSubstr("cumulative distribution"));
}

TEST(Budget, EndsARunWithTheRoundsThatFit) {
    RunFixture fixture;
    fixture.plan.spec.rounds = 1000;
    fixture.plan.spec.budgetSeconds = 2;
    const auto begin = std::chrono::steady_clock::now();
    const BenchmarkResult result = fixture.run();
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
    EXPECT_EQ(result.outcome, Outcome::complete) << result.failure;
    EXPECT_GE(measuredRounds(result).size(), 1U);
    EXPECT_LT(measuredRounds(result).size(), 1000U);
    EXPECT_LT(took.count(), 10) << "2 s were allowed, and the last round";
}

TEST(RunnerRounds, AreToldOneByOneAndARunGoesOnAfterThem) {
    RunFixture fixture;
    std::vector<Round> kept;
    fixture.plan.keepRound = [&](const BenchmarkResult&, const Round& round) -> Result<void> {
        kept.push_back(round);
        return {};
    };
    const BenchmarkResult whole = fixture.run();
    ASSERT_THAT(kept, SizeIs(3));
    EXPECT_EQ(kept, whole.rounds);

    RunFixture later;
    later.plan.before = {kept[0], kept[1]};
    const BenchmarkResult resumed = later.run();
    ASSERT_THAT(resumed.rounds, SizeIs(3));
    EXPECT_EQ(resumed.rounds[1], kept[1]);
    EXPECT_EQ(resumed.rounds[2].number, 3U);
    const auto armsOf = [](const Round& round) {
        std::vector<std::string> arms;
        for (const Block& block : round.blocks)
            arms.push_back(block.arm);
        return arms;
    };
    EXPECT_EQ(armsOf(resumed.rounds[2]), armsOf(whole.rounds[2])) << "the schedule is the seed's";
    EXPECT_GE(resumed.rounds[2].blocks[0].start, kept[1].blocks.back().end);
}

TEST(RunnerRounds, ThatCannotBeKeptEndTheRun) {
    RunFixture fixture;
    fixture.plan.keepRound = [](const BenchmarkResult&, const Round&) -> Result<void> {
        return Error{ErrorCode::systemError, "write: no space left"};
    };
    const BenchmarkResult result = fixture.run();
    EXPECT_EQ(result.outcome, Outcome::failed);
    EXPECT_THAT(result.failure, HasSubstr("no space left"));
    EXPECT_THAT(fixture.containers.up, IsEmpty());
}

} // namespace
} // namespace twinvirt::bench
