// Specifications of several scenarios and of the control arm.
#include "benchmark/spec/kernel_catalog.h"
#include "benchmark/spec/read_spec.h"
#include "spec_checks.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace twinvirt::bench {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
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

} // namespace
} // namespace twinvirt::bench
