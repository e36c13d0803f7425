// samples.jsonl: what a run leaves behind that was interrupted or killed.
#include "benchmark/result/samples_file.h"
#include "support/temporary_directory.h"
#include "synthetic_result.h"
#include "util/atomic_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

namespace twinvirt::bench {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class SamplesFileTest : public ::testing::Test {
  protected:
    void append(SamplesFile& file, std::size_t round) {
        const auto done = file.append(run_, run_.rounds[round]);
        EXPECT_TRUE(done) << done.error().message;
    }
    [[nodiscard]] std::string path() const { return directory_.path() + "/samples.jsonl"; }

    test::TemporaryDirectory directory_{"samples"};
    const BenchmarkResult run_ = syntheticResult(4, 2);
};

TEST_F(SamplesFileTest, IsMadeWithTheFirstRoundAndHasALineForEach) {
    SamplesFile file(directory_.path());
    EXPECT_FALSE(std::filesystem::exists(path()));
    append(file, 0);
    append(file, 1);
    const auto text = readFile(path()).value();
    EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 3);
    const auto stored = readSamples(directory_.path());
    ASSERT_TRUE(stored) << stored.error().message;
    ASSERT_THAT(stored->rounds, SizeIs(2));
    EXPECT_EQ(stored->rounds[1].number, run_.rounds[1].number);
    EXPECT_EQ(stored->design, run_.design);
    EXPECT_THAT(whyNotContinued(*stored, run_), IsEmpty());
}

TEST_F(SamplesFileTest, ThatACrashCutOffLosesOnlyTheLineThatWasWritten) {
    {
        SamplesFile file(directory_.path());
        append(file, 0);
        append(file, 1);
    }
    const auto size = std::filesystem::file_size(path());
    std::ofstream(path(), std::ios::app) << R"({"number": 3, "warm)";
    ASSERT_THAT(readSamples(directory_.path())->rounds, SizeIs(2));
    SamplesFile later(directory_.path());
    ASSERT_TRUE(later.continueAfter());
    EXPECT_EQ(std::filesystem::file_size(path()), size);
    append(later, 2);
    EXPECT_THAT(readSamples(directory_.path())->rounds, SizeIs(3));
}

TEST_F(SamplesFileTest, ThatIsNoneIsRefusedWithItsLine) {
    std::ofstream(path()) << "no end of line";
    EXPECT_THAT(readSamples(directory_.path()).error().message, HasSubstr("no complete line"));
    std::ofstream(path()) << "{}\n";
    EXPECT_FALSE(readSamples(directory_.path()));
    std::filesystem::remove(path());
    SamplesFile file(directory_.path());
    append(file, 0);
    std::ofstream(path(), std::ios::app) << "{\"number\": \"x\"}\n";
    EXPECT_THAT(readSamples(directory_.path()).error().message, HasSubstr("samples.jsonl:3: "));
    EXPECT_FALSE(readSamples("/nonexistent"));
}

TEST_F(SamplesFileTest, OfAnotherExperimentSaysWhatDiffers) {
    BenchmarkResult now = run_;
    now.design.seed = 7;
    now.specXml += " ";
    now.host[2].second = "6.2.0";
    now.scenarios[0].count = 3;
    now.scenarios[0].brief = "3 instances at a time";
    now.arms.pop_back();
    EXPECT_THAT(whyNotContinued(run_, now),
                ElementsAre("seed: '42' before, '7' now", HasSubstr("specification: "),
                            HasSubstr("scenarios: '2 instances"),
                            "arms: 'app, os, vm' before, "
                            "'app, os' now",
                            "kernel: '6.1.0' before, '6.2.0' now"));
    now = run_;
    now.design.rounds = 9; // more rounds are the same experiment
    EXPECT_THAT(whyNotContinued(run_, now), IsEmpty());
}

} // namespace
} // namespace twinvirt::bench
