#include "benchmark/report/result_directory.h"
#include "hostile_result.h"
#include "support/temporary_directory.h"
#include "synthetic_suite.h"
#include "util/atomic_file.h"
#include "util/process.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace twinvirt::bench {
namespace {

using ::testing::HasSubstr;

constexpr const char* python = "/usr/bin/python3";

/// The published schema, asked by a validator that is not ours (package python3-jsonschema).
class ResultSchema : public ::testing::Test {
  protected:
    void SetUp() override {
        const auto run = runProcess(python, {"-c", "import jsonschema"}, std::chrono::seconds(60));
        if (!run || run->status != 0)
            GTEST_SKIP() << "there is no python3-jsonschema (a Debian package)";
    }
    static std::string complaintsAbout(const std::string& file) {
        const auto run =
            runProcess(python,
                       {TWINVIRT_SOURCE_DIR "/tests/support/validate_json.py",
                        TWINVIRT_SOURCE_DIR "/schemas/benchmark-result.schema.json", file},
                       std::chrono::seconds(120));
        EXPECT_TRUE(run) << run.error().message;
        return run ? run->output + run->errors : "";
    }
    std::string written(const BenchmarkResult& result) {
        const std::string path = directory_.path() + "/result";
        const auto stored = writeResultDirectory(path, result);
        EXPECT_TRUE(stored) << stored.error().message;
        return path + "/result.json";
    }

    test::TemporaryDirectory directory_{"schema"};
};

TEST_F(ResultSchema, AcceptsBootsAndKernelsWithControlsCitationsAndDigests) {
    BenchmarkResult result = syntheticSuite(6, 3, 2);
    result.scenarios[0].citations = {{"boden2014", "", "x", "s", std::nullopt, 3.53, 5.78, 0},
                                     {"felter2014", "", "", "", {}, {}, {}, 0}};
    result.digests = {{"twinsh", "sha256:" + std::string(64, 'a')}};
    result.noise.window.stealFraction = 0.5; // a gate fires
    EXPECT_EQ(complaintsAbout(written(result)), "");
}

TEST_F(ResultSchema, AcceptsARunThatFailedBeforeItsFirstRoundAndHostileTexts) {
    BenchmarkResult failed = syntheticSuite(2, 2);
    failed.rounds.clear();
    failed.outcome = Outcome::failed;
    EXPECT_EQ(complaintsAbout(written(failed)), "");
    EXPECT_EQ(complaintsAbout(written(hostileResult())), "");
}

TEST_F(ResultSchema, RefusesAFieldThatItDoesNotDescribe) {
    const std::string file = written(syntheticSuite(2, 2));
    std::string text = readFile(file, 64U << 20U).value();
    text.replace(text.find("\"readyMs\""), 9, "\"raedyMs\"");
    ASSERT_TRUE(writeFileAtomically(file, text, Durability::volatileState));
    EXPECT_THAT(complaintsAbout(file), HasSubstr("raedyMs"));
}

} // namespace
} // namespace twinvirt::bench
