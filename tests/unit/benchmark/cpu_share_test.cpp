#include "benchmark/run/cpu_share.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace twinvirt::bench {
namespace {

TEST(CpuShare, GivesTheFirstInstanceTheLastCpuAndTheNextOneTheCpuBefore) {
    EXPECT_EQ(cpusFor(0, 1, {0, 1, 2}), "2");
    EXPECT_EQ(cpusFor(1, 1, {0, 1, 2}), "1");
    EXPECT_EQ(cpusFor(2, 1, {0, 1, 2}), "0");
    EXPECT_EQ(cpusFor(3, 1, {0, 1, 2}), "2");
}

TEST(CpuShare, GivesAsManyCpusAsAreAskedForAndNeverMoreThanThereAre) {
    EXPECT_EQ(cpusFor(0, 2, {0, 1, 2, 3}), "2-3");
    EXPECT_EQ(cpusFor(1, 2, {0, 1, 2, 3}), "0-1");
    EXPECT_EQ(cpusFor(0, 3, {0, 2, 3, 5}), "2-3,5");
    EXPECT_EQ(cpusFor(7, 9, {0, 1}), "0-1");
    EXPECT_EQ(cpusFor(0, 0, {4}), "4");
}

TEST(CpuShare, OfThisHostHasACpu) {
    EXPECT_THAT(allowedCpus(), ::testing::Not(::testing::IsEmpty()));
}

} // namespace
} // namespace twinvirt::bench
