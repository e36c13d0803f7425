#include "util/host_program.h"
#include "util/unique_fd.h"

#include <gtest/gtest.h>
#include <sys/wait.h>

#include <array>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <unistd.h>

using namespace twinvirt;
using namespace std::chrono_literals;

/// /bin/sh with this script.
static HostProgram shell(const std::string& script) {
    HostProgram program;
    program.paths = {"/bin/sh"};
    program.arguments = {"sh", "-c", script};
    program.environment = {"PATH=/usr/bin:/bin"};
    return program;
}

TEST(HostProgram, TellsHowItEndedAndWhatItSaid) {
    const auto end = runHostProgram(shell("echo out; echo why >&2; exit 3"));
    ASSERT_TRUE(end);
    EXPECT_FALSE(end->isSuccess());
    EXPECT_TRUE(end->wasExecuted());
    EXPECT_EQ(WEXITSTATUS(end->status), 3);
    EXPECT_EQ(end->errors, "why");
}

TEST(HostProgram, InheritsNoDescriptorNoVariableAndNoBlockedSignal) {
    const UniqueFd held(::open("/dev/null", O_RDONLY)); // not close-on-exec
    ::setenv("TWINVIRT_OF_THE_CALLER", "1", 1);
    sigset_t blocked;
    sigset_t before;
    sigemptyset(&blocked);
    sigaddset(&blocked, SIGTERM);
    ::sigprocmask(SIG_BLOCK, &blocked, &before);
    // Each in a program that takes the shell's place: the shell has pipes and masks of its own.
    const auto descriptors = runHostProgram(shell("exec ls /proc/self/fd >&2"));
    const auto variables = runHostProgram(shell("exec env >&2"));
    const auto signals = runHostProgram(shell("exec grep SigBlk /proc/self/status >&2"));
    ::sigprocmask(SIG_SETMASK, &before, nullptr);
    ::unsetenv("TWINVIRT_OF_THE_CALLER");
    ASSERT_TRUE(descriptors && variables && signals);
    EXPECT_EQ(descriptors->errors, "0\n1\n2\n3") << "the last one is the directory itself";
    EXPECT_EQ(variables->errors.find("TWINVIRT"), std::string::npos) << variables->errors;
    EXPECT_EQ(signals->errors, "SigBlk:\t0000000000000000");
}

TEST(HostProgram, FindsItsInputAndItsThirdDescriptorWhateverTheirNumbersAreHere) {
    std::array<int, 2> pipe{};
    ASSERT_EQ(::pipe2(pipe.data(), O_CLOEXEC), 0);
    const UniqueFd reader(pipe[0]);
    UniqueFd writer(pipe[1]);
    ASSERT_EQ(::write(writer.get(), "given\n", 6), 6);
    writer.reset();
    auto program = shell("cat <&3 >&2; cat >&2");
    program.third = reader.get();
    const auto end = runHostProgram(program);
    ASSERT_TRUE(end);
    EXPECT_EQ(end->errors, "given");
}

TEST(HostProgram, IsEndedWhenItTakesTooLong) {
    auto program = shell("exec sleep 60");
    program.patience = 50ms;
    const auto end = runHostProgram(program);
    ASSERT_TRUE(end);
    EXPECT_TRUE(end->tookTooLong);
    EXPECT_FALSE(end->isSuccess());
}

TEST(HostProgram, OfTwoPathsRunsTheOneThatIsThere) {
    auto program = shell("exit 0");
    program.paths = {"/no/such/program", "/bin/sh"};
    EXPECT_TRUE(runHostProgram(program)->isSuccess());
    program.paths = {"/no/such/program"};
    EXPECT_FALSE(runHostProgram(program)->wasExecuted());
}

TEST(HostProgram, IsNotWaitedForInTheBackground) {
    const auto begin = std::chrono::steady_clock::now();
    EXPECT_TRUE(runHostProgram(shell("sleep 5 & exit 0"))->isSuccess());
    EXPECT_LT(std::chrono::steady_clock::now() - begin, 4s);
}
