#include "api/resource_control.h"
#include "lxc/cgroup/cgroup_tree.h"
#include "lxc/cgroup_layout.h"
#include "lxc/container_spec.h"
#include "lxc/driver_fixture.h"
#include "util/atomic_file.h"
#include "util/process.h"
#include "xml/domain_xml.h"

#include <gmock/gmock.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#include <csignal>

namespace twinvirt::lxc {

using testing::HasSubstr;
using testing::Not;

namespace {

constexpr ChangeScope live{.live = true, .config = false};
constexpr ChangeScope config{.live = false, .config = true};
constexpr ChangeScope both{.live = true, .config = true};
constexpr ChangeScope current{};

/// A kernel without the controller makes the test one of another host.
bool offers(const std::string& controller) {
    const auto layout = CgroupLayout::detect();
    return layout && layout->find(controller) != nullptr && !layout->find(controller)->unified;
}

std::string textOf(const Result<std::vector<TuneParameter>>& parameters, const std::string& name) {
    if (!parameters)
        return parameters.error().message;
    for (const auto& parameter : *parameters) {
        if (parameter.name != name)
            continue;
        if (const auto* number = std::get_if<std::uint64_t>(&parameter.value))
            return *number == unlimitedMemoryKib ? "unlimited" : std::to_string(*number);
        if (const auto* number = std::get_if<std::int64_t>(&parameter.value))
            return std::to_string(*number);
        return std::get<std::string>(parameter.value);
    }
    return "no parameter " + name;
}

} // namespace

class ResourceTest : public DriverTest {
  protected:
    void SetUp() override {
        DriverTest::SetUp();
        if (driver_ && !(offers("memory") && offers("cpu") && offers("cpuset") && offers("pids")))
            GTEST_SKIP() << "the kernel files that this test reads are those of cgroup v1";
    }
    [[nodiscard]] ResourceControl& resources() const { return *driver_->resources(); }
    [[nodiscard]] DomainDefinition definition(const DomainIdentity& domain, bool inactive) const {
        const auto xml = driver_->dumpXml(domain, {.inactive = inactive});
        return readDomainDefinition({"dump.xml", xml.value_or("")}).value_or(DomainDefinition{});
    }
    [[nodiscard]] std::string processesIn(const std::string& name, const std::string& controller) {
        return "\n" + cgroupFile(name, controller, "cgroup.procs") + "\n";
    }
};

TEST_F(ResourceTest, EveryLimitOfADefinitionIsInTheKernelWhenItsInitStarts) {
    defineAndStart(probe("web", {"sleep"},
                         "<currentMemory>65536</currentMemory>"
                         "<memtune><soft_limit>32768</soft_limit></memtune>"
                         "<vcpu cpuset='0' current='2'>4</vcpu>"
                         "<cputune><shares>300</shares><period>50000</period></cputune>"
                         "<numatune><memory mode='strict' nodeset='0'/></numatune>"
                         "<blkiotune><weight>200</weight></blkiotune>"));
    EXPECT_EQ(cgroupFile("web", "memory", "memory.limit_in_bytes"), "67108864");
    EXPECT_EQ(cgroupFile("web", "memory", "memory.soft_limit_in_bytes"), "33554432");
    EXPECT_EQ(cgroupFile("web", "cpuset", "cpuset.cpus"), "0");
    EXPECT_EQ(cgroupFile("web", "cpuset", "cpuset.mems"), "0");
    EXPECT_EQ(cgroupFile("web", "cpu", "cpu.shares"), "300");
    EXPECT_EQ(cgroupFile("web", "cpu", "cpu.cfs_period_us"), "50000");
    EXPECT_EQ(cgroupFile("web", "cpu", "cpu.cfs_quota_us"), "100000") << "two CPUs of a period";
    EXPECT_EQ(cgroupFile("web", "blkio", "blkio.bfq.weight"), "200");
}

TEST_F(ResourceTest, MoreTasksThanAllowedAreRefusedInside) {
    auto limited = probe("web", {"sleep"});
    limited.definition.pidsMax = 4;
    const auto identity = defineAndStart(limited);
    EXPECT_EQ(cgroupFile("web", "pids", "pids.max"), "4");
    const auto text =
        execute(identity, {"/bin/sh", "-c", "for i in 1 2 3 4 5 6; do sleep 5 & done; wait"});
    EXPECT_THAT(text, HasSubstr("ork")) << "sh: Cannot fork";
    EXPECT_THAT(cgroupFile("web", "pids", "pids.events"), Not(HasSubstr("max 0")));
}

TEST_F(ResourceTest, TheNumberOfTasksChangesWhileItRuns) {
    const auto identity = defineAndStart(probe("web", {"sleep"}));
    ASSERT_TRUE(resources().setParameters(identity, TuneGroup::tasks,
                                          {{"pids_max", std::uint64_t{7}}}, both));
    EXPECT_EQ(cgroupFile("web", "pids", "pids.max"), "7");
    EXPECT_THAT(processesIn("web", "pids"),
                HasSubstr("\n" + std::to_string(status("web").initPid) + "\n"));
    const auto shown = resources().parameters(identity, TuneGroup::tasks, live);
    EXPECT_EQ(textOf(shown, "pids_max"), "7");
    EXPECT_EQ(textOf(shown, "pids_current"), cgroupFile("web", "pids", "pids.current"));
    EXPECT_EQ(definition(identity, true).pidsMax, 7U);
    EXPECT_THAT(twinsh({"pidstune", "web", "--max", "-1", "--live"}), HasSubstr("exit 0"));
    EXPECT_EQ(cgroupFile("web", "pids", "pids.max"), "max");
    EXPECT_EQ(definition(identity, true).pidsMax, 7U) << "only the live one";
}

TEST_F(ResourceTest, ALiveChangeReachesTheKernelAndLeavesThePersistentDefinition) {
    const auto identity = defineAndStart(probe("web", {"sleep"}));
    ASSERT_TRUE(resources().setParameters(identity, TuneGroup::memory,
                                          {{"hard_limit", std::uint64_t{102400}}}, live));
    EXPECT_EQ(cgroupFile("web", "memory", "memory.limit_in_bytes"), "104857600");
    EXPECT_EQ(textOf(resources().parameters(identity, TuneGroup::memory, current), "hard_limit"),
              "102400");
    EXPECT_EQ(textOf(resources().parameters(identity, TuneGroup::memory, config), "hard_limit"),
              "unlimited");
    EXPECT_EQ(definition(identity, false).memoryTune.hardLimitKib, 102400U);
    EXPECT_EQ(definition(identity, true).memoryTune.hardLimitKib, std::nullopt);
}

TEST_F(ResourceTest, TheFirstCpuLimitMovesARunningContainerIntoTheHierarchyOfCpu) {
    const auto identity = defineAndStart(probe("web", {"sleep"}));
    EXPECT_THAT(cgroupFile("web", "cpu", "cpu.shares"), HasSubstr("cannot read"));
    EXPECT_EQ(textOf(resources().parameters(identity, TuneGroup::scheduler, live), "cpu_shares"),
              "1024");
    const auto set = resources().setParameters(
        identity, TuneGroup::scheduler,
        {{"cpu_shares", std::int64_t{512}}, {"vcpu_quota", std::int64_t{20000}}}, live);
    ASSERT_TRUE(set) << set.error().message;
    EXPECT_EQ(cgroupFile("web", "cpu", "cpu.shares"), "512");
    EXPECT_EQ(cgroupFile("web", "cpu", "cpu.cfs_quota_us"), "20000");
    EXPECT_THAT(processesIn("web", "cpu"),
                HasSubstr("\n" + std::to_string(status("web").initPid) + "\n"));
    ASSERT_TRUE(resources().setParameters(identity, TuneGroup::scheduler,
                                          {{"vcpu_quota", std::int64_t{-1}}}, live));
    EXPECT_EQ(cgroupFile("web", "cpu", "cpu.cfs_quota_us"), "-1") << "a limit taken back";
}

TEST_F(ResourceTest, AChangeOfBothIsNoneWhenTheKernelRefusesIt) {
    const auto identity = defineAndStart(probe("web", {"sleep"}));
    const auto before = driver_->dumpXml(identity, {.inactive = true}).value();
    const auto beforeLive = driver_->dumpXml(identity, {}).value();
    // A node that no host has, beside a limit that the kernel would take.
    const auto set = resources().setParameters(
        identity, TuneGroup::numa,
        {{"numa_nodeset", std::string("63")}, {"numa_mode", std::int64_t{0}}}, both);
    ASSERT_FALSE(set);
    EXPECT_THAT(set.error().message, HasSubstr("cpuset.mems"));
    EXPECT_EQ(driver_->dumpXml(identity, {.inactive = true}).value(), before);
    EXPECT_EQ(driver_->dumpXml(identity, {}).value(), beforeLive);
    EXPECT_TRUE(driver_->destroyDomain(identity)) << "and what was made for it is released";
}

TEST_F(ResourceTest, AChangeOfBothIsNoneWhenTheDefinitionCannotBeSaved) {
    const auto identity = defineAndStart(probe("web", {"sleep"}));
    const auto before = driver_->dumpXml(identity, {.inactive = true}).value();
    const auto beforeLive = driver_->dumpXml(identity, {}).value();
    const auto file = root_.path() + "/etc/twinvirt/lxc/web.xml";
    // Nothing can be renamed over a mount point.
    ASSERT_EQ(::mount(file.c_str(), file.c_str(), nullptr, MS_BIND, nullptr), 0);
    const auto memory = resources().setMemory(identity, 65536, both);
    const auto shares = resources().setParameters(identity, TuneGroup::scheduler,
                                                  {{"cpu_shares", std::int64_t{512}}}, both);
    ASSERT_EQ(::umount2(file.c_str(), MNT_DETACH), 0);
    ASSERT_FALSE(memory);
    ASSERT_FALSE(shares);
    EXPECT_THAT(memory.error().message, HasSubstr("web.xml"));
    EXPECT_EQ(cgroupFile("web", "memory", "memory.limit_in_bytes"), "134217728");
    EXPECT_EQ(cgroupFile("web", "cpu", "cpu.shares"), "1024") << "a hierarchy joined meanwhile";
    EXPECT_EQ(driver_->dumpXml(identity, {.inactive = true}).value(), before);
    EXPECT_EQ(driver_->dumpXml(identity, {}).value(), beforeLive);
}

TEST_F(ResourceTest, AThrottleOfADeviceIsInTheKernelAndIsLiftedAgain) {
    struct stat facts {};
    ASSERT_EQ(::stat(root_.path().c_str(), &facts), 0);
    const auto number =
        std::to_string(major(facts.st_dev)) + ":" + std::to_string(minor(facts.st_dev));
    const auto uevent = readFile("/sys/dev/block/" + number + "/uevent").value_or("");
    const auto name = uevent.find("DEVNAME=");
    if (name == std::string::npos || !offers("blkio"))
        GTEST_SKIP() << "the file system of " << root_.path() << " is on no block device";
    const auto device = "/dev/" + uevent.substr(name + 8, uevent.find('\n', name) - name - 8);
    const auto identity = define(probe("web", {"sleep"}));
    ASSERT_TRUE(resources().setParameters(
        identity, TuneGroup::blockIo, {{"device_read_bytes_sec", device + ",1048576"}}, config));
    ASSERT_TRUE(driver_->startDomain(identity, {}));
    EXPECT_EQ(cgroupFile("web", "blkio", "blkio.throttle.read_bps_device"), number + " 1048576");
    ASSERT_TRUE(resources().setParameters(
        identity, TuneGroup::blockIo,
        {{"device_read_bytes_sec", device + ",0"}, {"device_write_iops_sec", device + ",50"}},
        live));
    EXPECT_EQ(cgroupFile("web", "blkio", "blkio.throttle.read_bps_device"), "");
    EXPECT_EQ(cgroupFile("web", "blkio", "blkio.throttle.write_iops_device"), number + " 50");
    EXPECT_EQ(textOf(resources().parameters(identity, TuneGroup::blockIo, config),
                     "device_read_bytes_sec"),
              device + ",1048576");
    EXPECT_EQ(
        textOf(resources().parameters(identity, TuneGroup::blockIo, live), "device_write_iops_sec"),
        device + ",50");
}

TEST_F(ResourceTest, LimitsThatBoundEachOtherChangeInEitherDirection) {
    const auto identity =
        defineAndStart(probe("web", {"sleep"},
                             "<memtune><hard_limit unit='MiB'>100</hard_limit>"
                             "<swap_hard_limit unit='MiB'>120</swap_hard_limit></memtune>"
                             "<cputune><period>100000</period><quota>50000</quota></cputune>"));
    if (cgroupFile("web", "memory", "memory.memsw.limit_in_bytes") != "125829120")
        GTEST_SKIP() << "a kernel that does not count swap";
    const auto change = [&](std::uint64_t hardMib, std::uint64_t swapMib) {
        const auto set = resources().setParameters(
            identity, TuneGroup::memory,
            {{"hard_limit", hardMib * 1024}, {"swap_hard_limit", swapMib * 1024}}, live);
        return (set ? "" : set.error().message + " ") +
               cgroupFile("web", "memory", "memory.limit_in_bytes") + " " +
               cgroupFile("web", "memory", "memory.memsw.limit_in_bytes");
    };
    EXPECT_EQ(change(150, 200), "157286400 209715200") << "both beyond what the other was";
    EXPECT_EQ(change(50, 60), "52428800 62914560");
    EXPECT_THAT(change(70, 60), HasSubstr("must be lower than or equal to swap_hard_limit"));
    EXPECT_EQ(cgroupFile("web", "memory", "memory.limit_in_bytes"), "52428800");
}

TEST_F(ResourceTest, SetmemIsTheLimitOfARunningAndOfTheNextContainer) {
    const auto identity = defineAndStart(probe("web", {"sleep"}));
    ASSERT_TRUE(resources().setMemory(identity, 65536, both));
    EXPECT_EQ(cgroupFile("web", "memory", "memory.limit_in_bytes"), "67108864");
    EXPECT_EQ(resources().setMemory(identity, 1U << 20U, live).error().message,
              "invalid argument: cannot set memory higher than max memory");
    ASSERT_TRUE(driver_->destroyDomain(identity));
    ASSERT_TRUE(driver_->startDomain(identity, {}));
    EXPECT_EQ(cgroupFile("web", "memory", "memory.limit_in_bytes"), "67108864");
}

TEST_F(ResourceTest, TheMaximumChangesOnlyForTheNextStart) {
    const auto identity = defineAndStart(probe("web", {"sleep"}));
    EXPECT_THAT(resources().setMaxMemory(identity, 262144, current).error().message,
                HasSubstr("cannot resize the maximum memory on an active domain"));
    ASSERT_TRUE(resources().setMaxMemory(identity, 262144, config));
    EXPECT_EQ(cgroupFile("web", "memory", "memory.limit_in_bytes"), "134217728");
    ASSERT_TRUE(driver_->destroyDomain(identity));
    ASSERT_TRUE(driver_->startDomain(identity, {}));
    EXPECT_EQ(cgroupFile("web", "memory", "memory.limit_in_bytes"), "268435456");
}

TEST_F(ResourceTest, SetvcpusIsAQuotaAndVcpupinACpuset) {
    const auto identity = defineAndStart(probe("web", {"sleep"}, "<vcpu>2</vcpu>"));
    ASSERT_TRUE(resources().setVcpus(identity, 1, live));
    EXPECT_EQ(cgroupFile("web", "cpu", "cpu.cfs_quota_us"), "100000");
    EXPECT_EQ(resources().vcpuCounts(identity)->currentLive, 1U);
    EXPECT_EQ(resources().vcpuCounts(identity)->currentConfig, 2U);
    EXPECT_THAT(resources().setVcpus(identity, 3, live).error().message, HasSubstr("3 > 2"));

    const auto cpus = resources().hostCpus().value_or(1);
    if (cpus < 2)
        GTEST_SKIP() << "a host with one CPU";
    VcpuPin pin{0, std::vector<bool>(cpus, false)};
    pin.cpus[1] = true;
    const auto pinned = resources().pinVcpu(identity, pin, both);
    ASSERT_TRUE(pinned) << pinned.error().message;
    EXPECT_EQ(cgroupFile("web", "cpuset", "cpuset.cpus"), "1");
    EXPECT_EQ(resources().vcpuPins(identity, live)->at(1).cpus, pin.cpus) << "they share it";
    EXPECT_EQ(definition(identity, true).vcpu.cpuset, "1");
    const auto status =
        readFile("/proc/" + std::to_string(this->status("web").initPid) + "/status");
    EXPECT_THAT(status.value_or(""), HasSubstr("Cpus_allowed_list:\t1\n"));
}

TEST_F(ResourceTest, AStoppedContainerHasOnlyItsPersistentDefinition) {
    const auto identity = define(probe("web", {"sleep"}));
    EXPECT_EQ(resources().setMemory(identity, 65536, live).error().message,
              "Requested operation is not valid: domain is not running");
    ASSERT_TRUE(resources().setParameters(identity, TuneGroup::scheduler,
                                          {{"cpu_shares", std::int64_t{2048}}}, current));
    EXPECT_EQ(textOf(resources().parameters(identity, TuneGroup::scheduler, current), "cpu_shares"),
              "2048");
    ASSERT_TRUE(driver_->startDomain(identity, {}));
    EXPECT_EQ(cgroupFile("web", "cpu", "cpu.shares"), "2048");
}

TEST_F(ResourceTest, ARestartKeepsWhatWasChangedWhileItRan) {
    const auto identity = defineAndStart(probe("web", {"sleep"}, "<on_crash>restart</on_crash>"));
    ASSERT_TRUE(resources().setMemory(identity, 65536, live));
    const auto init = status("web").initPid;
    const auto pidfd = openPidfd(init);
    ASSERT_TRUE(pidfd && sendSignal(pidfd->get(), SIGKILL));
    ASSERT_TRUE(
        becomes([&] { return status("web").initPid > 0 && status("web").initPid != init; }));
    EXPECT_EQ(cgroupFile("web", "memory", "memory.limit_in_bytes"), "67108864");
}

TEST_F(ResourceTest, WhatAnotherWroteToTheCgroupIsWhatIsShown) {
    const auto identity = defineAndStart(probe("web", {"sleep"}));
    const auto layout = CgroupLayout::detect().value();
    const auto file = layout.find("memory")->mountPoint + layout.base + partition_ + "/" +
                      cgroupLeaf("web", {root_.path()}) + "/memory.limit_in_bytes";
    ASSERT_TRUE(writeKernelFile(file, "50331648"));
    EXPECT_EQ(textOf(resources().parameters(identity, TuneGroup::memory, live), "hard_limit"),
              "49152");
}

} // namespace twinvirt::lxc
