#include "util/result.h"

#include <gtest/gtest.h>

#include <memory>

using namespace twinvirt;

static Result<std::unique_ptr<int>> make(bool good) {
    if (!good)
        return Error{ErrorCode::noDomain, "no such thing"};
    return std::make_unique<int>(7);
}

static Result<int> use(bool good) {
    const auto value = TRY_WITHIN("use", make(good));
    return *value + 1;
}

TEST(Result, TryHandsOnTheValueOrReturnsTheErrorWithItsContext) {
    EXPECT_EQ(*use(true), 8);
    const auto failed = use(false);
    ASSERT_FALSE(failed);
    EXPECT_EQ(failed.error().code, ErrorCode::noDomain);
    EXPECT_EQ(failed.error().message, "use: no such thing");
}
