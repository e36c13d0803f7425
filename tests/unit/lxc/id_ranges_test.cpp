#include "lxc/id_ranges.h"
#include "lxc/isolation/id_mapping.h"

#include <gmock/gmock.h>

namespace twinvirt::lxc {

using testing::HasSubstr;

static IdMap mapAt(std::uint32_t target, std::uint32_t count = 65536) {
    IdMap map;
    map.uids.push_back(IdMapRange{0, target, count});
    map.gids.push_back(IdMapRange{0, target, count});
    return map;
}

TEST(IdRanges, AFreeOneIsTheFirstOfTwinvirtsThatNobodyUses) {
    const std::string file = "root:500000:65536\ntwinvirt:1000000:131072\n";
    EXPECT_EQ(takeFreeIds(file, file, {})->uids[0].target, 1000000U);
    EXPECT_EQ(takeFreeIds(file, file, {{"a", mapAt(1000000)}})->uids[0].target, 1065536U);
    EXPECT_TRUE(takeFreeIds(file, file, {})->automatic);
    // One id is enough to make a range taken.
    EXPECT_EQ(takeFreeIds(file, file, {{"a", mapAt(1000005, 1)}})->uids[0].target, 1065536U);
}

TEST(IdRanges, WithoutALineForTwinvirtRootsAreTaken) {
    EXPECT_EQ(takeFreeIds("root:500000:65536\n", "root:700000:65536\n", {})->gids[0].target,
              700000U);
}

TEST(IdRanges, WithNoneLeftTheRemedyIsSaid) {
    for (const char* file : {"", "somebody:1000000:65536\n", "root:1000000:65535\n",
                             "root:0:65536\n", "root:x:65536\n", "root:4294967295:65536\n"}) {
        const auto taken = takeFreeIds(file, file, {});
        ASSERT_FALSE(taken) << file;
        EXPECT_THAT(taken.error().message, HasSubstr("add a line as 'twinvirt:"));
    }
    const std::string file = "root:1000000:65536\n";
    EXPECT_FALSE(takeFreeIds(file, file, {{"a", mapAt(1000000)}}));
}

TEST(IdRanges, OfAnotherContainerAreRefused) { // E23
    EXPECT_TRUE(refuseIdsInUse(mapAt(200000), {{"a", mapAt(100000)}}));
    for (const auto& [target, count] : std::vector<std::pair<std::uint32_t, std::uint32_t>>{
             {100000, 65536}, {165535, 1}, {99999, 2}, {1, 4000000}}) {
        const auto refused = refuseIdsInUse(mapAt(target, count), {{"a", mapAt(100000)}});
        ASSERT_FALSE(refused) << target;
        EXPECT_EQ(refused.error().code, ErrorCode::operationInvalid);
        EXPECT_THAT(refused.error().message, HasSubstr("in use by domain 'a'"));
    }
}

TEST(IdRanges, AnIdInsideHasItsIdOfTheHost) {
    const std::vector<IdMapRange> ranges{IdMapRange{0, 100000, 10}, IdMapRange{10, 500, 5}};
    EXPECT_EQ(hostId(ranges, 0), 100000U);
    EXPECT_EQ(hostId(ranges, 9), 100009U);
    EXPECT_EQ(hostId(ranges, 12), 502U);
    EXPECT_EQ(hostId(ranges, 15), 100000U) << "what is not mapped belongs to root inside";
    EXPECT_EQ(hostId({}, 15), 15U);
}

} // namespace twinvirt::lxc
