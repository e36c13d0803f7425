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
