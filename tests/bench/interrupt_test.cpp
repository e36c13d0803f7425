// Ctrl + C and its relatives, at many moments of a real run.
#include "failing_benchmark.h"
#include "shell/pty_session.h"
#include "support/kill_process.h"

#include <gmock/gmock.h>
#include <sys/wait.h>

#include <csignal>
#include <filesystem>
#include <thread>
#include <unistd.h>

namespace twinvirt::bench {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

class BenchmarkInterrupt : public FailingBenchmark {
  protected:
    void SetUp() override {
        FailingBenchmark::SetUp();
        if (!IsSkipped())
            writeBenchmark(-1, ":", "60s", 50);
    }

    static int waitFor(pid_t pid) {
        int status = 0;
        EXPECT_EQ(::waitpid(pid, &status, 0), pid);
        return status;
    }

    void expectInterruptedResult() const {
        EXPECT_EQ(result().outcome, Outcome::interrupted);
        EXPECT_THAT(file("report.html"), HasSubstr("Partial result: the run was interrupted"));
        EXPECT_THAT(file("result.csv"), Not(IsEmpty()));
        expectNothingLeft();
    }
};

TEST_F(BenchmarkInterrupt, AtAnyMomentLeavesNothing) {
    for (const int milliseconds : {1, 10, 30, 60, 100, 150, 200, 300, 450, 700, 1100, 2300, 4100}) {
        SCOPED_TRACE(milliseconds);
        std::filesystem::remove_all(out_);
        const pid_t pid = start();
        std::this_thread::sleep_for(std::chrono::milliseconds(milliseconds));
        test::killProcess(pid, SIGINT);
        const int status = waitFor(pid);
        // Before it watches for signals it has begun nothing, and ends as any program does.
        const bool atOnce = WIFSIGNALED(status) && WTERMSIG(status) == SIGINT;
        EXPECT_TRUE(atOnce || (WIFEXITED(status) && WEXITSTATUS(status) == 130)) << output();
        if (std::filesystem::exists(out_)) {
            EXPECT_FALSE(atOnce) << "it had begun";
            expectInterruptedResult();
        } else {
            expectNothingLeft();
        }
    }
}

TEST_F(BenchmarkInterrupt, KeepsTheRoundsThatWereComplete) {
    const pid_t pid = start();
    ASSERT_TRUE(says("round 3 of 50")) << output();
    test::killProcess(pid, SIGINT);
    const int status = waitFor(pid);
    EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 130) << output();
    EXPECT_THAT(output(), AllOf(HasSubstr("Time to ready"), HasSubstr("every instance of the run "
                                                                      "was removed")));
    EXPECT_EQ(measuredRounds(result()).size(), 2U);
    expectInterruptedResult();
}

TEST_F(BenchmarkInterrupt, ByAnImpatientUserLosesNoResult) {
    const pid_t pid = start();
    // Each round holds for 1.2 s, so this one is later than the 2 s before which nothing is shown.
    ASSERT_TRUE(says("round 3 of 50")) << output();
    int status = 0;
    while (::waitpid(pid, &status, WNOHANG) == 0) {
        test::killProcess(pid, SIGINT);
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    EXPECT_EQ(result().outcome, Outcome::interrupted);
    expectInterruptedResult();
}

TEST_F(BenchmarkInterrupt, ByTheEndOfTheSessionOrAKillIsTheSame) {
    for (const int number : {SIGTERM, SIGHUP}) {
        std::filesystem::remove_all(out_);
        const pid_t pid = start();
        ASSERT_TRUE(says("all 2 up")) << output();
        test::killProcess(pid, number);
        const int status = waitFor(pid);
        EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 130) << output();
        expectInterruptedResult();
    }
}

TEST_F(BenchmarkInterrupt, ByControlCOnATerminalReachesOnlyTheRun) {
    std::vector<std::string> command = arguments();
    command.insert(command.begin(), TWINVIRT_BIN_DIR "/twinsh");
    PtySession session(command, directory_, "twin:///system");
    ASSERT_TRUE(session.shows(" of 50, container")) << session.screen();
    session.type("\x03");
    const int status = session.waitForEnd();
    EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 130) << session.screen();
    expectInterruptedResult();
}

TEST_F(BenchmarkInterrupt, ThatLetItRemoveNothingIsMendedByGc) {
    const pid_t pid = start();
    ASSERT_TRUE(says("all 2 up")) << output();
    const auto refused =
        runProcess(TWINVIRT_BIN_DIR "/twinsh", {"bench", "gc"}, std::chrono::seconds(60));
    EXPECT_THAT(refused->errors, HasSubstr("another benchmark runs")) << "it removes nobody's";
    test::killProcess(pid, SIGKILL);
    EXPECT_TRUE(WIFSIGNALED(waitFor(pid)));
    const auto removed =
        runProcess(TWINVIRT_BIN_DIR "/twinsh", {"bench", "gc"}, std::chrono::seconds(60));
    ASSERT_TRUE(removed) << removed.error().message;
    EXPECT_EQ(exitStatus(*removed), 0) << removed->errors;
    EXPECT_THAT(removed->output,
                AllOf(HasSubstr("-" + arm_ + "-1\n"), HasSubstr("-" + arm_ + "-2\n"),
                      HasSubstr("/var/tmp/twinvirt-bench-")));
    expectNothingLeft();
}

TEST_F(BenchmarkInterrupt, OfItsReaderDoesNotEndTheRun) {
    writeBenchmark(-1, ":", "60s", 2);
    std::string line = TWINVIRT_BIN_DIR "/twinsh";
    for (const std::string& argument : arguments())
        line += " " + argument;
    const auto run =
        runProcess("/bin/sh", {"-c", line + " 2>&1 | head -n 1"}, std::chrono::seconds(120));
    ASSERT_TRUE(run) << run.error().message;
    EXPECT_EQ(result().outcome, Outcome::complete);
    expectNothingLeft();
}

TEST_F(BenchmarkInterrupt, InTheMiddleOfAMachinesBootRemovesTheMachine) {
    if (::access("/usr/bin/qemu-system-x86_64", X_OK) != 0)
        GTEST_SKIP() << "there is no QEMU (package qemu-system-x86)";
    arm_ = "vm";
    const pid_t pid =
        start({"bench", "run", TWINVIRT_SOURCE_DIR "/xml-examples/benchmark/serial-boot-quick.xml",
               "--arms", "vm", "--out", out_});
    ASSERT_TRUE(says("boot 2 of 3")) << output();
    test::killProcess(pid, SIGINT);
    const int status = waitFor(pid);
    EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 130) << output();
    arm_ = result().runId + "-vm"; // others may run machines of that arm's name
    expectInterruptedResult();
}

class BenchmarkResume : public BenchmarkInterrupt {
  protected:
    void SetUp() override {
        BenchmarkInterrupt::SetUp();
        if (!IsSkipped())
            writeBenchmark(-1, ":", "60s", 4);
    }

    void endInRoundThree(int signal) {
        const pid_t pid = start();
        ASSERT_TRUE(says("round 3 of 4")) << output();
        test::killProcess(pid, signal);
        waitFor(pid);
    }

    [[nodiscard]] ProcessOutput resume(const std::vector<std::string>& more = {}) const {
        std::vector<std::string> words{"bench", "run", directory_ + "/spec.xml", "--resume", out_};
        words.insert(words.end(), more.begin(), more.end());
        const auto run = runProcess(TWINVIRT_BIN_DIR "/twinsh", words, std::chrono::seconds(200));
        EXPECT_TRUE(run) << run.error().message;
        return run ? *run : ProcessOutput{-1, "", ""};
    }
};

TEST_F(BenchmarkResume, OfAnInterruptedRunGoesOnAfterItsLastCompleteRound) {
    endInRoundThree(SIGINT);
    const auto before = result();
    const auto resumed = resume();
    EXPECT_EQ(exitStatus(resumed), 0) << resumed.errors;
    const auto after = result();
    EXPECT_EQ(after.outcome, Outcome::complete);
    EXPECT_EQ(after.runId, before.runId);
    EXPECT_EQ(after.design.seed, 7U);
    ASSERT_EQ(after.rounds.size(), 4U);
    EXPECT_EQ(after.rounds[0], before.rounds[0]);
    EXPECT_EQ(after.rounds[1], before.rounds[1]);
    EXPECT_TRUE(after.rounds[3].complete);
    expectNothingLeft();
}

TEST_F(BenchmarkResume, OfAKilledRunHasItsRoundsOnceItsInstancesAreCleanedUp) {
    endInRoundThree(SIGKILL);
    EXPECT_FALSE(std::filesystem::exists(out_ + "/result.json"));
    const auto cleaned =
        runProcess(TWINVIRT_BIN_DIR "/twinsh", {"bench", "gc"}, std::chrono::seconds(60));
    ASSERT_TRUE(cleaned);
    const auto resumed = resume();
    EXPECT_EQ(exitStatus(resumed), 0) << resumed.errors;
    EXPECT_EQ(measuredRounds(result()).size(), 4U);
    expectNothingLeft();
}

TEST_F(BenchmarkResume, IsRefusedWhereTheSpecificationHasChangedAndForcedIsSaidToBeMixed) {
    endInRoundThree(SIGINT);
    writeBenchmark(-1, ":", "61s", 4);
    const auto refused = resume();
    EXPECT_EQ(exitStatus(refused), 2);
    EXPECT_THAT(refused.errors, AllOf(HasSubstr("cannot go on with run"), HasSubstr("--force")));
    EXPECT_EQ(result().outcome, Outcome::interrupted) << "what was there stays";
    const auto forced = resume({"--force"});
    EXPECT_EQ(exitStatus(forced), 0) << forced.errors;
    EXPECT_THAT(file("summary.md"), HasSubstr("are mixed in this result"));
    expectNothingLeft();
}

} // namespace
} // namespace twinvirt::bench
