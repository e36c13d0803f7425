#include "lxc/cgroup_plan.h"
#include "lxc/partition_shares.h"

#include <gtest/gtest.h>

using namespace twinvirt;
using namespace twinvirt::lxc;

namespace {

std::string messageFor(const std::string& text) {
    const auto table = parsePartitions("partitions", text);
    return table ? "no error" : table.error().message;
}

TEST(PartitionShares, AreReadFromLinesWithComments) {
    const auto table = parsePartitions("partitions", "# shares\n\n/prod cpu=50 memory=40 # ours\n"
                                                     "/prod/db io=7\n");
    ASSERT_TRUE(table) << table.error().message;
    ASSERT_EQ(table->size(), 2U);
    EXPECT_EQ((*table)[0], (PartitionShares{"/prod", 50, 40, std::nullopt}));
    EXPECT_EQ((*table)[1], (PartitionShares{"/prod/db", std::nullopt, std::nullopt, 7}));
}

TEST(PartitionShares, AWrongLineIsNamed) {
    EXPECT_EQ(messageFor("/a cpu=50\nprod cpu=1\n"),
              "partitions:2: 'prod' is no partition; write its path, as /prod");
    for (const char* path : {"/", "/a/", "/a//b", "/../a", "/a/./b"})
        EXPECT_NE(messageFor(std::string(path) + " cpu=1").find("is no partition"),
                  std::string::npos)
            << path;
    for (const char* share : {"cpu", "cpu=", "cpu=0", "cpu=101", "cpu=1x", "disk=5", "cpu=-1"})
        EXPECT_NE(messageFor(std::string("/a ") + share).find("is no share"), std::string::npos)
            << share;
    EXPECT_NE(messageFor("/a net=20").find("<bandwidth>"), std::string::npos);
    EXPECT_EQ(messageFor("/a cpu=1\n/a io=1\n"), "partitions:2: '/a' stands there twice");
}

TEST(PartitionShares, SiblingsHaveNoMoreThanTheirParent) {
    EXPECT_NE(messageFor("/a cpu=60\n/b cpu=50\n").find("more than 100 percent"),
              std::string::npos);
    EXPECT_EQ(messageFor("/a cpu=60\n/a/b cpu=60\n/c memory=50\n"), "no error");
}

TEST(PartitionShares, BecomeWeightsOfThePartitionsAboveAContainer) {
    const auto table = parsePartitions("", "/prod cpu=50\n/prod/db cpu=20 io=30\n").value();
    const CgroupHierarchy v1{false, "/cg/cpu", {"cpu"}};
    const auto settings = partitionSettings(table, "/prod/db", v1);
    ASSERT_EQ(settings.size(), 2U);
    EXPECT_EQ(settings[0].file + "=" + settings[0].value, "../cpu.shares=20480");
    EXPECT_EQ(settings[1].file + "=" + settings[1].value, "../../cpu.shares=51200");
    const CgroupHierarchy v2{true, "/cg", {"cpu", "io"}};
    const auto unified = partitionSettings(table, "/prod/db", v2);
    ASSERT_EQ(unified.size(), 3U);
    EXPECT_EQ(unified[0].file + "=" + unified[0].value, "../cpu.weight=2000");
    EXPECT_EQ(unified[1].file + "=" + unified[1].value, "../io.bfq.weight|../io.weight=300");
    EXPECT_TRUE(partitionSettings(table, "/machine", v1).empty());
}

TEST(PartitionShares, ProtectAPartOfAPartOfTheHostsMemory) {
    const auto table =
        parsePartitions("", "/a memory=50\n/a/b memory=50\n/c/d memory=50\n").value();
    const CgroupHierarchy v2{true, "/cg", {"memory"}};
    const auto settings = partitionSettings(table, "/a/b", v2);
    ASSERT_EQ(settings.size(), 2U);
    EXPECT_EQ(settings[0].file, "../memory.low");
    const auto inner = std::stoull(settings[0].value);
    const auto outer = std::stoull(settings[1].value);
    EXPECT_NEAR(static_cast<double>(inner), static_cast<double>(outer) / 2, 8192);
    EXPECT_TRUE(partitionSettings(table, "/c/d", v2).empty())
        << "its parent has no share that could be shared";
}

TEST(CgroupPlan, AContainerBelowAShareJoinsTheHierarchyOfCpu) {
    DomainDefinition definition;
    definition.memoryKib = 1000;
    definition.partition = std::string("/prod");
    const CgroupLayout layout{{{false, "/cg/cpu", {"cpu"}}, {false, "/cg/memory", {"memory"}}}, ""};
    const auto table = parsePartitions("", "/prod cpu=50\n").value();
    EXPECT_EQ(planCgroups(definition, layout, "x")->size(), 1U);
    EXPECT_EQ(planCgroups(definition, layout, "x", table)->size(), 2U);
}

} // namespace
