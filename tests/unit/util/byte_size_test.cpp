#include "util/byte_size.h"

#include <gtest/gtest.h>

using twinvirt::scaleToKib;

TEST(ByteSize, ScalesLibvirtsUnits) {
    EXPECT_EQ(scaleToKib(908288, "KiB"), 908288U);
    EXPECT_EQ(scaleToKib(1, "M"), 1024U);
    EXPECT_EQ(scaleToKib(1, "GiB"), 1048576U);
    EXPECT_EQ(scaleToKib(1024, "b"), 1U);
    EXPECT_EQ(scaleToKib(2, "KB"), 2U) << "2000 bytes are rounded up to 2 KiB";
}

TEST(ByteSize, RefusesUnknownUnitsAndOverflow) {
    EXPECT_FALSE(scaleToKib(1, "parsec"));
    EXPECT_FALSE(scaleToKib(1, ""));
    EXPECT_FALSE(scaleToKib(18446744073709551615ULL, "KiB"));
}
