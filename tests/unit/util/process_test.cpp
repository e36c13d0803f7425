#include "util/process.h"

#include <gtest/gtest.h>
#include <sys/wait.h>

#include <csignal>

using namespace twinvirt;
using namespace std::chrono_literals;

TEST(Process, CollectsOutputErrorsAndStatus) {
    const auto result = runProcess("/bin/sh", {"-c", "echo out; echo err >&2; exit 3"}, 10s);
    ASSERT_TRUE(result);
    EXPECT_EQ(result->output, "out\n");
    EXPECT_EQ(result->errors, "err\n");
    EXPECT_EQ(WEXITSTATUS(result->status), 3);
}

TEST(Process, EndsAProgramThatTakesTooLong) {
    const auto result = runProcess("/bin/sleep", {"60"}, 50ms);
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code, ErrorCode::operationTimeout);
}

TEST(Process, NamesTheProgramThatDoesNotExist) {
    const auto result = runProcess("/no/such/program", {}, 1s);
    ASSERT_FALSE(result);
    EXPECT_NE(result.error().message.find("/no/such/program"), std::string::npos);
}

/// What ends a child that starts with every signal blocked, is sent `signal`, and begins its
/// session; 0 when nothing does.
int endOfSession(int signal) {
    const pid_t pid = ::fork();
    if (pid == 0) {
        sigset_t all;
        sigfillset(&all);
        ::sigprocmask(SIG_SETMASK, &all, nullptr);
        ::raise(signal);
        beginOwnSession();
        sigset_t left;
        ::sigprocmask(SIG_SETMASK, nullptr, &left);
        ::_exit(sigisemptyset(&left) ? 0 : 1);
    }
    int status = 0;
    ::waitpid(pid, &status, 0);
    return WIFSIGNALED(status) ? WTERMSIG(status) : status;
}

TEST(Process, OfOursIsNotEndedByTheTerminalThatItLeaves) {
    for (const int signal : {SIGINT, SIGQUIT, SIGTSTP, SIGHUP})
        EXPECT_EQ(endOfSession(signal), 0) << signal;
    EXPECT_EQ(endOfSession(SIGTERM), SIGTERM) << "that was meant for it";
}

TEST(Process, StartsWithTheSignalsThatWereAskedFor) {
    for (const bool blocked : {false, true}) {
        SpawnRequest request;
        request.program = "/bin/sh";
        // A shell keeps the mask that it was given, but for SIGCHLD.
        request.arguments = {"-c", "read -r mask <<EOF\n$(grep SigBlk /proc/self/status)\nEOF\n"
                                   "case $mask in *0000000000000000) exit 3;; *) exit 4;; esac"};
        request.signalsBlocked = blocked;
        const auto pid = spawnProcess(request);
        ASSERT_TRUE(pid);
        int status = 0;
        ::waitpid(*pid, &status, 0);
        EXPECT_EQ(WEXITSTATUS(status), blocked ? 4 : 3);
    }
}

TEST(Process, APidfdTellsTheEnd) {
    SpawnRequest request;
    request.program = "/bin/sleep";
    request.arguments = {"60"};
    const auto pid = spawnProcess(request);
    ASSERT_TRUE(pid);
    auto pidfd = openPidfd(*pid);
    ASSERT_TRUE(pidfd);
    EXPECT_FALSE(waitForExit(pidfd->get(), 10ms).value());
    EXPECT_GT(processStartTime(*pid).value(), 0U);
    ASSERT_TRUE(sendSignal(pidfd->get(), SIGKILL));
    EXPECT_TRUE(waitForExit(pidfd->get(), 5s).value());
    ::waitpid(*pid, nullptr, 0);
}
