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

TEST_F(SamplesFileTest, IsMadeBeforeTheFirstRoundAndHasALineForEach) {
    SamplesFile file(directory_.path());
    ASSERT_TRUE(file.begin(run_));
    const auto empty = readSamples(directory_.path());
    ASSERT_TRUE(empty) << empty.error().message;
    EXPECT_THAT(empty->rounds, IsEmpty()) << "killed now, it begins with its first round";
    append(file, 0);
    append(file, 1);
    const auto text = readFile(path()).value();
    EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 4) << "the run, its arms, two rounds";
    const auto stored = readSamples(directory_.path());
    ASSERT_TRUE(stored) << stored.error().message;
    ASSERT_THAT(stored->rounds, SizeIs(2));
    EXPECT_EQ(stored->rounds[1].number, run_.rounds[1].number);
    EXPECT_EQ(stored->design, run_.design);
    EXPECT_EQ(stored->arms, run_.arms);
    EXPECT_THAT(whyNotContinued(*stored, run_), IsEmpty());
}

TEST_F(SamplesFileTest, KeepsWhatTheArmsTurnedOutToRunOn) {
    BenchmarkResult untried = run_;
    for (ArmDescription& arm : untried.arms)
        arm.acceleration.clear();
    SamplesFile file(directory_.path());
    ASSERT_TRUE(file.begin(untried));
    append(file, 0);
    EXPECT_EQ(readSamples(directory_.path())->arms.back().acceleration, "tcg");
}

/// A run of three rounds, killed at any byte: what can be read is a whole number of rounds, and
/// the file that goes on from there has the others again.
TEST_F(SamplesFileTest, ThatWasCutAnywhereGoesOn) {
    {
        SamplesFile file(directory_.path());
        for (std::size_t round = 0; round < 3; ++round)
            append(file, round);
    }
    const auto whole = readFile(path()).value();
    const std::size_t head = whole.find('\n') + 1; // which is written in one piece
    for (std::size_t size = head; size <= whole.size(); size += 1 + size % 797) {
        std::ofstream(path(), std::ios::trunc) << whole.substr(0, size);
        const auto before = readSamples(directory_.path());
        ASSERT_TRUE(before) << size << ": " << before.error().message;
        const std::size_t had = before->rounds.size();
        ASSERT_LE(had, 3U);
        SamplesFile later(directory_.path());
        ASSERT_TRUE(later.continueAfter());
        append(later, had);
        const auto after = readSamples(directory_.path());
        ASSERT_TRUE(after) << size << ": " << after.error().message;
        ASSERT_THAT(after->rounds, SizeIs(had + 1)) << size;
        for (std::size_t round = 0; round <= had; ++round)
            EXPECT_EQ(after->rounds[round].number, run_.rounds[round].number);
    }
}

TEST_F(SamplesFileTest, WithAFlippedBitGivesNoFigure) {
    {
        SamplesFile file(directory_.path());
        for (std::size_t round = 0; round < 2; ++round)
            append(file, round);
    }
    const auto whole = readFile(path()).value();
    for (std::size_t at = 0; at < whole.size(); at += 1 + whole.size() / 400) {
        if (whole[at] == '\n')
            continue;
        std::string damaged = whole;
        damaged[at] = static_cast<char>(damaged[at] ^ 1);
        std::ofstream(path(), std::ios::trunc) << damaged;
        const auto read = readSamples(directory_.path());
        ASSERT_FALSE(read) << at;
        EXPECT_THAT(read.error().message, HasSubstr("samples.jsonl"));
    }
    std::string digit = whole;
    const auto at = digit.find("\"readyMs\":") + 10;
    digit[at] = digit[at] == '1' ? '2' : '1'; // still JSON, another figure
    std::ofstream(path(), std::ios::trunc) << digit;
    EXPECT_THAT(readSamples(directory_.path()).error().message,
                HasSubstr("samples.jsonl:3: its checksum is wrong"));
}

TEST_F(SamplesFileTest, OfAnotherVersionOrEmptyIsRefused) {
    {
        SamplesFile file(directory_.path());
        append(file, 0);
    }
    std::string text = readFile(path()).value();
    const std::string version =
        "\"schemaVersion\":" + std::to_string(BenchmarkResult::schemaVersion);
    text.replace(text.find(version), version.size(), "\"schemaVersion\":1");
    std::ofstream(path(), std::ios::trunc) << text;
    EXPECT_THAT(readSamples(directory_.path()).error().message, HasSubstr("schema version 1"));
    std::ofstream(path(), std::ios::trunc) << "";
    EXPECT_THAT(readSamples(directory_.path()).error().message, HasSubstr("no complete line"));
}

TEST_F(SamplesFileTest, ThatACrashCutOffLosesOnlyTheLineThatWasWritten) {
    {
        SamplesFile file(directory_.path());
        append(file, 0);
        append(file, 1);
    }
    std::ofstream(path(), std::ios::app) << R"({"number": 3, "warm)";
    ASSERT_THAT(readSamples(directory_.path())->rounds, SizeIs(2));
    SamplesFile later(directory_.path());
    ASSERT_TRUE(later.continueAfter());
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
    EXPECT_THAT(readSamples(directory_.path()).error().message, HasSubstr("samples.jsonl:4: "));
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
