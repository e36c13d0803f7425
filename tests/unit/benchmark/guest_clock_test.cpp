#include "benchmark/run/guest_clock.h"
#include "util/atomic_file.h"

#include <gmock/gmock.h>

namespace twinvirt::bench {

TEST(GuestClock, IsGivenInKiloHertzOrNotAtAll) {
    const std::string processors = readFile("/proc/cpuinfo").value();
    if (processors.find(" constant_tsc") == std::string::npos)
        EXPECT_EQ(tscHint(), "");
    else // 100 MHz to 99 GHz: no machine with such a counter is outside
        EXPECT_THAT(tscHint(), testing::MatchesRegex("tsc_early_khz=[1-9][0-9]{5,7}"));
}

} // namespace twinvirt::bench
