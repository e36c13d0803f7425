#include "benchmark/spec/read_spec.h"
#include "shell/bench_options.h"
#include "shell/command_parser.h"

#include <gmock/gmock.h>

using namespace twinvirt;
using testing::HasSubstr;
using testing::SizeIs;

namespace {

bench::BenchmarkSpec standard() {
    return bench::readBenchmarkSpec(TWINVIRT_SOURCE_DIR "/xml-examples/benchmark/standard.xml")
        .value();
}

Result<bench::BenchmarkSpec> with(std::vector<std::string> options) {
    options.insert(options.begin(), {"bench", "run", "standard"});
    const auto command = parseCommand(options);
    EXPECT_TRUE(command) << command.error().message;
    bench::BenchmarkSpec spec = standard();
    TRY(applyRunOptions(*command, spec));
    return spec;
}

} // namespace

TEST(Duration, isReadInTheUnitsThatPeopleWrite) {
    for (const char* text : {"10min", "10m", "600s", "600", "600.0"})
        EXPECT_DOUBLE_EQ(parseDuration(text).value(), 600) << text;
    EXPECT_DOUBLE_EQ(parseDuration("9.5min").value(), 570);
    EXPECT_DOUBLE_EQ(parseDuration("2h").value(), 7200);
    for (const char* text :
         {"", "s", "0", "0min", "-5s", "5 min", "5mins", "1e3", "nan", "inf", "5ms", "99999999"})
        EXPECT_THAT(parseDuration(text).error().message, HasSubstr("10min, 600s or 600")) << text;
}

TEST(BenchRunOptions, budgetTakesATimeOrSeconds) {
    EXPECT_DOUBLE_EQ(with({"--budget", "10m"})->budgetSeconds, 600);
    EXPECT_DOUBLE_EQ(with({"--budget", "90"})->budgetSeconds, 90);
    EXPECT_THAT(with({"--budget", "soon"}).error().message, HasSubstr("--budget: 'soon'"));
}

TEST(BenchRunOptions, quickHasFewerRoundsAndSaysSo) {
    const auto quick = with({"--quick"});
    ASSERT_TRUE(quick);
    EXPECT_EQ(quick->rounds, 5U);
    EXPECT_EQ(quick->warmup, 1U);
    EXPECT_TRUE(quick->quick);
    EXPECT_FALSE(with({})->quick);
    EXPECT_FALSE(with({"--quick", "--rounds", "7"})) << "they contradict each other";
}

TEST(BenchRunOptions, onlyTakesPatterns) {
    EXPECT_THAT(with({"--only", "serial-*"})->scenarios, SizeIs(1));
    EXPECT_THAT(with({"--only", "*"})->scenarios, SizeIs(standard().scenarios.size()));
    EXPECT_THAT(with({"--only", "x*"}).error().message, HasSubstr("it has 'serial-boot'"));
}

TEST(BenchRunOptions, verdictsOfEmulatedMachinesAreAskedFor) {
    EXPECT_TRUE(with({"--allow-tcg-verdicts"})->allowTcgVerdicts);
    EXPECT_FALSE(with({})->allowTcgVerdicts);
}
