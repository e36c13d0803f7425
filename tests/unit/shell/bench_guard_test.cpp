#include "shell/bench_guard.h"
#include "support/temporary_directory.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <unistd.h>

using namespace twinvirt;
using testing::HasSubstr;

TEST(BenchmarkLock, NamesItsHolderToWhomItRefuses) {
    const test::TemporaryDirectory directory("bench-lock");
    const std::string file = directory / "lock";
    {
        const auto first = lockBenchmarks(file, "0001aaaa", "2026-01-01T00:00:00Z, long ago");
        ASSERT_TRUE(first);
    }
    const auto second = lockBenchmarks(file, "0002bbbb", "2026-11-23T08:00:00Z");
    ASSERT_TRUE(second) << "the first one is over";
    const auto third = lockBenchmarks(file, "0003cccc", "2026-11-23T09:00:00Z");
    ASSERT_FALSE(third);
    EXPECT_EQ(third.error().code, ErrorCode::resourceBusy);
    EXPECT_THAT(third.error().message, HasSubstr("(pid " + std::to_string(::getpid()) +
                                                 ", run 0002bbbb, since 2026-11-23T08:00:00Z)"));
}

TEST(BenchmarkLock, TellsWhoRunsOnlyWhileOneRuns) {
    const test::TemporaryDirectory directory("bench-lock");
    const std::string file = directory / "lock";
    EXPECT_EQ(runningBenchmark(file).value(), std::nullopt) << "there never was one";
    {
        const auto lock = lockBenchmarks(file, "0001aaaa", "2026-11-23T08:00:00Z");
        ASSERT_TRUE(lock);
        EXPECT_THAT(runningBenchmark(file).value().value_or(""), HasSubstr("run 0001aaaa"));
    }
    EXPECT_EQ(runningBenchmark(file).value(), std::nullopt) << "it is over";
}
