#include "lxc/init_process.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>

#include <csignal>
#include <unistd.h>

using namespace twinvirt;
using namespace twinvirt::lxc;

namespace {

std::uint64_t mask(std::initializer_list<int> signals) {
    std::uint64_t mask = 0;
    for (const int signal : signals)
        mask |= std::uint64_t{1} << (signal - 1);
    return mask;
}

TEST(ShutdownSignal, EachInitGetsTheOneThatItMeans) {
    const auto everything = ~std::uint64_t{0};
    EXPECT_EQ(*shutdownSignal({"systemd", "init", 0, everything}), SIGRTMIN + 4);
    EXPECT_EQ(*shutdownSignal({"busybox", "init", everything, 0}), SIGUSR2);
    EXPECT_EQ(*shutdownSignal({"init", "init", everything, 0}), SIGPWR);
    EXPECT_EQ(*shutdownSignal({"nginx", "nginx", mask({SIGTERM, SIGQUIT}), 0}), SIGTERM);
    EXPECT_EQ(*shutdownSignal({"python3", "python3", mask({SIGINT}), 0}), SIGINT);
    EXPECT_EQ(*shutdownSignal({"bash", "bash", mask({SIGINT, SIGHUP}), 0}), SIGHUP);
}

TEST(ShutdownSignal, ASignalThatIsNotHandledIsNotSent) {
    // An interactive dash catches SIGINT only, and does not end on it.
    const auto none = shutdownSignal({"dash", "sh", mask({SIGINT}), 0});
    ASSERT_FALSE(none);
    EXPECT_THAT(none.error().message, testing::HasSubstr("'destroy'"));
    EXPECT_FALSE(shutdownSignal({"sleep", "sleep", 0, 0}));
    EXPECT_FALSE(shutdownSignal({"busybox", "sleep", 0, 0}));
}

TEST(InitFacts, ASignalThatIsWaitedForIsHandledThoughSigBlkDoesNotShowIt) {
    sigset_t waited;
    sigemptyset(&waited);
    sigaddset(&waited, SIGUSR2);
    const pid_t child = ::fork();
    if (child == 0) {
        sigprocmask(SIG_BLOCK, &waited, nullptr);
        ::_exit(::sigwaitinfo(&waited, nullptr) == SIGUSR2 ? 0 : 1);
    }
    for (int look = 0; look < 100; ++look) { // before, in and between the calls alike
        const auto facts = readInitFacts(child);
        if (look > 50 && facts) {
            EXPECT_TRUE(facts->handles(SIGUSR2));
        }
        ::usleep(1000);
    }
    EXPECT_FALSE(readInitFacts(child)->handles(SIGUSR1));
    ::kill(child, SIGUSR2);
    int status = -1;
    ::waitpid(child, &status, 0);
    EXPECT_EQ(status, 0);
}

TEST(RebootSignal, IsTheOneOfAnInitThatKnowsWhatARebootIsAndTheEndOfAnyOther) {
    const auto everything = ~std::uint64_t{0};
    EXPECT_EQ(*rebootSignal({"systemd", "init", 0, everything}), SIGRTMIN + 5);
    EXPECT_EQ(*rebootSignal({"busybox", "init", everything, 0}), SIGTERM);
    EXPECT_EQ(*rebootSignal({"nginx", "nginx", everything, 0}), SIGTERM);
    EXPECT_THAT(rebootSignal({"systemd", "init", 0, 0}).error().message,
                testing::HasSubstr("'start'"));
    EXPECT_THAT(rebootSignal({"busybox", "init", 0, 0}).error().message,
                testing::HasSubstr("going down already"));
}

TEST(InitFacts, AreReadFromProc) {
    struct sigaction action {};
    action.sa_handler = [](int) {};
    ::sigaction(SIGUSR2, &action, nullptr);
    const auto facts = readInitFacts(::getpid());
    ASSERT_TRUE(facts);
    EXPECT_TRUE(facts->handles(SIGUSR2));
    EXPECT_FALSE(facts->handles(SIGUSR1));
    EXPECT_FALSE(facts->program.empty());
}

} // namespace
