#include "util/uuid.h"

#include <gtest/gtest.h>

using twinvirt::Uuid;

TEST(Uuid, PrintsLowerCaseWithHyphensWhatItRead) {
    const auto uuid = Uuid::parse("58F081CD-09f9-4a4a-9f37-5d3bc687bf53");
    ASSERT_TRUE(uuid);
    EXPECT_EQ(uuid->toString(), "58f081cd-09f9-4a4a-9f37-5d3bc687bf53");
}

TEST(Uuid, ReadsDigitsWithoutHyphensAndRefusesAnythingElse) {
    EXPECT_TRUE(Uuid::parse("58f081cd09f94a4a9f375d3bc687bf53"));
    EXPECT_FALSE(Uuid::parse(""));
    EXPECT_FALSE(Uuid::parse("58f081cd-09f9-4a4a-9f37-5d3bc687bf5"));
    EXPECT_FALSE(Uuid::parse("58f081cd-09f9-4a4a-9f37-5d3bc687bf530"));
    EXPECT_FALSE(Uuid::parse("58f081cd-09f9-4a4a-9f37-5d3bc687bf5g"));
}

TEST(Uuid, RandomOnesAreVersion4AndDiffer) {
    const Uuid a = Uuid::random();
    EXPECT_NE(a, Uuid::random());
    EXPECT_EQ(a.toString()[14], '4');
}
