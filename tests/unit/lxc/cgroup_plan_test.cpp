#include "lxc/cgroup_plan.h"
#include "lxc/cgroup_settings.h"

#include <gtest/gtest.h>

using namespace twinvirt;
using namespace twinvirt::lxc;

namespace {

CgroupLayout version1() {
    return {{{false, "/cg/cpu,cpuacct", {"cpu", "cpuacct"}},
             {false, "/cg/memory", {"memory"}},
             {false, "/cg/devices", {"devices"}},
             {false, "/cg/cpuset", {"cpuset"}},
             {false, "/cg/freezer", {"freezer"}}},
            ""};
}

CgroupLayout hybrid() {
    auto layout = version1();
    layout.hierarchies.push_back({true, "/cg/unified", {}});
    layout.hierarchies.push_back({false, "/cg/systemd", {"name=systemd"}});
    return layout;
}

CgroupLayout version2() {
    return {{{true, "/cg", {"cpuset", "cpu", "io", "memory", "pids"}}},
            "/system.slice/twinvirt.service"};
}

DomainDefinition limited() {
    DomainDefinition definition;
    definition.memoryKib = 1000;
    definition.memoryTune = {2000, 1500, 3000, std::nullopt};
    definition.cpuTune = {512, 50000, 25000};
    definition.vcpu.cpuset = "0-3,^2";
    return definition;
}

/// "memory: memory.limit_in_bytes=2048000 …" for each hierarchy, to be compared as a whole.
std::string summary(const std::vector<CgroupMembership>& memberships,
                    const std::string& controllers) {
    std::string text;
    for (const auto& membership : memberships) {
        if (membership.controllers != controllers)
            continue;
        for (const auto& setting : membership.settings)
            text += setting.file + "=" + setting.value + " ";
    }
    return text;
}

TEST(CgroupPlan, Version1HoldsEachLimitInItsOwnHierarchy) {
    const auto plan = planCgroups(limited(), version1(), "lxc-web.twinvirt");
    ASSERT_TRUE(plan);
    EXPECT_EQ(summary(*plan, "memory"),
              "memory.limit_in_bytes=2048000 memory.soft_limit_in_bytes=1536000 "
              "memory.memsw.limit_in_bytes=3072000 ");
    EXPECT_EQ(summary(*plan, "cpu,cpuacct"),
              "cpu.shares=512 cpu.cfs_period_us=50000 cpu.cfs_quota_us=25000 ");
    EXPECT_EQ(summary(*plan, "cpuset").substr(0, 23), "cpuset.cpus=0-1,3 cpuse");
    EXPECT_EQ(summary(*plan, "devices").substr(0, 14), "devices.deny=a");
    EXPECT_EQ(plan->front().path, "/machine/lxc-web.twinvirt");
    EXPECT_EQ(freezerFile(*plan), "/cg/freezer/machine/lxc-web.twinvirt/freezer.state");
}

TEST(CgroupPlan, Version2SaysTheSameInItsOwnWords) {
    const auto plan = planCgroups(limited(), version2(), "lxc-web.twinvirt");
    ASSERT_TRUE(plan);
    ASSERT_EQ(plan->size(), 1U);
    EXPECT_EQ(summary(*plan, ""),
              "cpu.weight=50 cpu.max=25000 50000 cpuset.cpus=0-1,3 memory.max=2048000 "
              "memory.high=1536000 memory.swap.max=1024000 io.stat= pids.current= ");
    EXPECT_EQ(plan->front().path, "/system.slice/twinvirt.service/machine/lxc-web.twinvirt");
    EXPECT_EQ(freezerFile(*plan),
              "/cg/system.slice/twinvirt.service/machine/lxc-web.twinvirt/cgroup.freeze");
}

TEST(CgroupPlan, AHybridHostJoinsOnlyWhatItNeeds) {
    DomainDefinition definition;
    definition.memoryKib = 1000;
    const auto plan = planCgroups(definition, hybrid(), "x");
    ASSERT_TRUE(plan);
    ASSERT_EQ(plan->size(), 5U)
        << "v2 to freeze and kill, cpuacct's figures, memory, devices, systemd's; no cpuset";
    EXPECT_TRUE(plan->front().unified);
    EXPECT_EQ(freezerFile(*plan), "/cg/unified/machine/x/cgroup.freeze");
}

TEST(CgroupPlan, ThePartitionIsTheDefinitions) {
    auto definition = limited();
    definition.partition = std::string("/lab/a");
    EXPECT_EQ(planCgroups(definition, hybrid(), "x")->front().path, "/lab/a/x");
}

TEST(CgroupPlan, ALimitThatTheHostCannotHoldIsAnError) {
    auto layout = version1();
    layout.hierarchies.erase(layout.hierarchies.begin() + 1); // memory
    const auto plan = planCgroups(limited(), layout, "x");
    ASSERT_FALSE(plan);
    EXPECT_EQ(plan.error().code, ErrorCode::configUnsupported);
    EXPECT_NE(plan.error().message.find("'memory'"), std::string::npos);
}

TEST(CgroupPlan, CurrentMemoryIsTheLimitWhereItIsLess) {
    DomainDefinition definition;
    definition.memoryKib = 1000;
    definition.currentMemoryKib = 600;
    EXPECT_EQ(summary(*planCgroups(definition, version1(), "x"), "memory"),
              "memory.limit_in_bytes=614400 ");
    definition.memoryTune.hardLimitKib = 800;
    EXPECT_EQ(summary(*planCgroups(definition, version1(), "x"), "memory"),
              "memory.limit_in_bytes=819200 ");
}

TEST(CgroupPlan, CurrentVcpusAreAQuota) {
    DomainDefinition definition;
    definition.memoryKib = 1000;
    definition.vcpu.count = 4;
    EXPECT_EQ(summary(*planCgroups(definition, version1(), "x"), "cpu,cpuacct"), "")
        << "the number alone binds nothing, as in libvirt";
    definition.vcpu.current = 2;
    EXPECT_EQ(summary(*planCgroups(definition, version1(), "x"), "cpu,cpuacct"),
              "cpu.cfs_quota_us=200000 ");
    definition.cpuTune.quotaUs = 50000;
    EXPECT_EQ(summary(*planCgroups(definition, version1(), "x"), "cpu,cpuacct"),
              "cpu.cfs_quota_us=50000 ")
        << "the lower of the two";
}

CgroupLayout withIo(CgroupLayout layout) {
    layout.hierarchies.push_back({false, "/cg/blkio", {"blkio"}});
    layout.hierarchies.push_back({false, "/cg/pids", {"pids"}});
    return layout;
}

TEST(CgroupPlan, TasksAndBlockIoAreLimitedInBothVersions) {
    DomainDefinition definition;
    definition.memoryKib = 1000;
    definition.pidsMax = 50;
    definition.blockIoTune.weight = 300;
    const auto v1 = planCgroups(definition, withIo(version1()), "x");
    ASSERT_TRUE(v1) << v1.error().message;
    EXPECT_EQ(summary(*v1, "pids"), "pids.max=50 ");
    EXPECT_EQ(summary(*v1, "blkio"), "blkio.bfq.weight|blkio.weight=300 ");
    const auto v2 = planCgroups(definition, version2(), "x");
    ASSERT_TRUE(v2) << v2.error().message;
    EXPECT_EQ(summary(*v2, ""), "io.bfq.weight|io.weight=300 memory.max=1024000 pids.max=50 "
                                "io.stat= pids.current= ");
}

TEST(CgroupPlan, ADeviceThatIsNoneIsRefusedByName) {
    DomainDefinition definition;
    definition.memoryKib = 1000;
    definition.blockIoTune.devices.emplace_back().path = "/dev/null";
    definition.blockIoTune.devices.back().readBytesSec = 4096;
    const auto plan = planCgroups(definition, withIo(version1()), "x");
    ASSERT_FALSE(plan);
    EXPECT_NE(plan.error().message.find("/dev/null"), std::string::npos) << plan.error().message;
}

TEST(CgroupSettings, AThrottleIsALineOfItsDevice) {
    ResourceLimits limits;
    limits.devices.push_back({"8:0", 500, 1048576, 0, 0, 100});
    const auto v1 = settingsOfV1(limits, "0").at("blkio");
    ASSERT_EQ(v1.size(), 3U);
    EXPECT_EQ(v1[0].file + "=" + v1[0].value,
              "blkio.bfq.weight_device|blkio.weight_device=8:0 500");
    EXPECT_EQ(v1[1].file + "=" + v1[1].value, "blkio.throttle.read_bps_device=8:0 1048576");
    EXPECT_EQ(v1[2].file + "=" + v1[2].value, "blkio.throttle.write_iops_device=8:0 100");
    EXPECT_EQ(unlimitedValue(v1[1]), "8:0 0");
    const auto v2 = settingsOfV2(limits).at("io");
    ASSERT_EQ(v2.size(), 2U);
    EXPECT_EQ(v2[1].file + "=" + v2[1].value,
              "io.max=8:0 rbps=1048576 wbps=max riops=max wiops=100");
    EXPECT_EQ(unlimitedValue(v2[1]), "8:0 rbps=max wbps=max riops=max wiops=max");
}

TEST(CgroupSettings, NodesOfMemoryAreInTheCpuset) {
    ResourceLimits limits;
    limits.nodes = "1";
    const auto v1 = settingsOfV1(limits, "0-1").at("cpuset");
    ASSERT_EQ(v1.size(), 1U) << "the CPUs stay the parent's";
    EXPECT_EQ(v1[0].value, "1");
    limits.nodes.reset();
    limits.cpus = "0";
    EXPECT_EQ(settingsOfV1(limits, "0-1").at("cpuset")[1].value, "0-1") << "v1 wants both";
    EXPECT_EQ(settingsOfV2(limits).at("cpuset").size(), 1U);
}

TEST(CgroupPlan, NoQuotaIsNoLimit) {
    DomainDefinition definition;
    definition.memoryKib = 1000;
    definition.cpuTune.quotaUs = -1;
    EXPECT_EQ(summary(*planCgroups(definition, version1(), "x"), "cpu,cpuacct"), "");
    const auto plan = planCgroups(definition, version2(), "x");
    EXPECT_EQ(summary(*plan, ""), "memory.max=1024000 io.stat= pids.current= ");
}

TEST(CgroupPlan, TheDefaultSharesAreTheDefaultWeight) {
    EXPECT_EQ(weightOfShares(1024), 100U);
    EXPECT_EQ(weightOfShares(2), 1U);
    EXPECT_EQ(weightOfShares(262144), 10000U);
}

TEST(CpuList, WritesLibvirtsListAsTheKernelReadsIt) {
    EXPECT_EQ(kernelCpuList("0"), "0");
    EXPECT_EQ(kernelCpuList("3,1, 2 ,7"), "1-3,7");
    EXPECT_EQ(kernelCpuList("0-7,^2,^3"), "0-1,4-7");
    for (const char* bad : {"", ",", "a", "3-1", "0-4294967295", "0x1", "^1", "1-", "-1", "1;2"})
        EXPECT_FALSE(kernelCpuList(bad)) << bad;
}

TEST(CgroupLayout, IsReadFromMountinfo) {
    const auto layout = CgroupLayout::fromMountInfo(
        "25 1 0:22 / /sys/fs/cgroup rw - tmpfs tmpfs rw,mode=755\n"
        "26 25 0:23 / /sys/fs/cgroup/cpu,cpuacct rw,nosuid - cgroup cgroup rw,cpu,cpuacct\n"
        "27 25 0:24 / /sys/fs/cgroup/systemd rw - cgroup cgroup rw,xattr,name=systemd\n"
        "28 25 0:25 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw,nsdelegate\n"
        "29 25 0:23 /docker/x /mnt/part rw - cgroup cgroup rw,cpu,cpuacct\n"
        "30 25 0:23 / /somewhere/else rw - cgroup cgroup rw,cpu,cpuacct\n");
    ASSERT_EQ(layout.hierarchies.size(), 3U);
    EXPECT_EQ(layout.describe("cpuacct"), "v1 at /sys/fs/cgroup/cpu,cpuacct");
    EXPECT_EQ(layout.describe("name=systemd"), "v1 at /sys/fs/cgroup/systemd");
    EXPECT_EQ(layout.describe("memory"), "");
    EXPECT_EQ(layout.unified()->mountPoint, "/sys/fs/cgroup/unified");
}

} // namespace
