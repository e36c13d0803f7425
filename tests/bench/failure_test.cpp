// What `bench run` does when something goes wrong: seen through twinsh, on real containers.
#include "benchmark/result/result.h"
#include "failing_benchmark.h"
#include "support/kill_process.h"
#include "util/atomic_file.h"

#include <gmock/gmock.h>
#include <sys/wait.h>

#include <filesystem>

namespace twinvirt::bench {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

class BenchmarkFailure : public FailingBenchmark {
  protected:
    /// It failed in round 2: exit status 3, the reason on stderr and in every report, round 1 kept.
    void expectOneRoundAndTheReason(const ProcessOutput& run, const std::string& reason) const {
        EXPECT_EQ(exitStatus(run), 3) << run.output << run.errors;
        EXPECT_THAT(run.errors, AllOf(HasSubstr("error: round 2, arm '" + arm_ + "': instance '"),
                                      HasSubstr(reason), HasSubstr("the run failed")));
        EXPECT_THAT(run.output, AllOf(HasSubstr("Partial result: failed"),
                                      HasSubstr("Time to ready"), HasSubstr("report.html")));
        const BenchmarkResult found = result();
        EXPECT_EQ(found.outcome, Outcome::failed);
        EXPECT_THAT(found.failure, HasSubstr(reason));
        EXPECT_THAT(measuredRounds(found), SizeIs(1));
        EXPECT_THAT(file("report.html"),
                    AllOf(HasSubstr("Partial result: the run failed"), HasSubstr("round 2, arm")));
        EXPECT_THAT(file("result.csv"), Not(IsEmpty()));
        expectNothingLeft();
    }
};

TEST_F(BenchmarkFailure, OfAnInstanceThatDoesNotStartKeepsTheRoundsBeforeIt) {
    // A mount's source goes away between two boots.
    writeBenchmark(3, "rmdir /mnt/gone");
    expectOneRoundAndTheReason(run(), "state/gone");
}

TEST_F(BenchmarkFailure, OfAnInstanceThatIsNeverReadyKeepsTheRoundsBeforeIt) {
    writeBenchmark(4, "echo still thinking; exec sleep 1000000", "3s");
    expectOneRoundAndTheReason(run(), "not ready after 3 s: no line 'twinvirt: ready'");
    EXPECT_THAT(result().failure, HasSubstr("still thinking"));
}

TEST_F(BenchmarkFailure, OfAnInstanceThatDiesBeforeItIsReadySaysItsLastWords) {
    writeBenchmark(4, "echo panic; exit 3");
    expectOneRoundAndTheReason(run(), "ended before it printed the line 'twinvirt: ready'");
    EXPECT_THAT(result().failure, HasSubstr("panic"));
}

TEST_F(BenchmarkFailure, OfAnInstanceThatDiesInTheMiddleIsNoticed) {
    writeBenchmark(3, "echo 'twinvirt: ready'; exit 0");
    expectOneRoundAndTheReason(run(), "ended by itself after it had been ready");
}

TEST_F(BenchmarkFailure, OfTheTrialLeavesAReportWithoutFigures) {
    writeBenchmark(0, "exit 1");
    const ProcessOutput failed = run();
    EXPECT_EQ(exitStatus(failed), 3) << failed.output << failed.errors;
    EXPECT_THAT(failed.output, HasSubstr("No round was completed"));
    EXPECT_THAT(failed.errors, HasSubstr("error: arm '" + arm_ + "': instance '"));
    EXPECT_THAT(result().rounds, IsEmpty());
    EXPECT_THAT(file("report.html"), HasSubstr("No round was completed"));
    expectNothingLeft();
}

TEST_F(BenchmarkFailure, BeforeTheRunLeavesNoDirectory) {
    writeBenchmark(-1, ":");
    std::filesystem::remove(directory_ + "/guest.xml");
    const ProcessOutput failed = run();
    EXPECT_EQ(exitStatus(failed), 2);
    EXPECT_THAT(failed.errors, HasSubstr("guest.xml"));
    EXPECT_FALSE(std::filesystem::exists(out_));
    expectNothingLeft();
}

TEST_F(BenchmarkFailure, WithoutAPlaceForTheResultIsFoundBeforeAnythingRuns) {
    writeBenchmark(-1, ":");
    out_ = "/proc/self/no-such-place";
    const ProcessOutput failed = run();
    EXPECT_EQ(exitStatus(failed), 2);
    EXPECT_THAT(failed.errors, HasSubstr("/proc/self/no-such-place"));
    EXPECT_EQ(readFile(directory_ + "/state/boots").value(), "0\n") << "a guest has booted";
}

TEST_F(BenchmarkFailure, OfASecondOneNamesTheFirst) {
    writeBenchmark(-1, ":", "60s", 50);
    const pid_t first = start();
    ASSERT_TRUE(says("boot 1 of 2")) << output();
    out_ = directory_ + "/second";
    const ProcessOutput second = run();
    EXPECT_EQ(exitStatus(second), 2);
    EXPECT_THAT(second.errors, HasSubstr("another benchmark runs on this host (pid " +
                                         std::to_string(first) + ", run "));
    EXPECT_THAT(second.errors, testing::ContainsRegex("since 20[0-9-]+T[0-9:]+Z"));
    EXPECT_FALSE(std::filesystem::exists(out_));
    test::killProcess(first, SIGINT);
    int status = 0;
    ASSERT_EQ(::waitpid(first, &status, 0), first);
    EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 130) << output();
    expectNothingLeft();
}

} // namespace
} // namespace twinvirt::bench
