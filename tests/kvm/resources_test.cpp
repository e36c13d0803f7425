// Limits, figures and events of machines: on libvirt's own test driver, and of a real one that
// works.
#include "api/domain_monitor.h"
#include "api/resource_control.h"
#include "kvm/kvm_world.h"
#include "util/atomic_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <poll.h>
#include <sstream>

namespace twinvirt {
namespace {

using test::KvmWorld;
using test::openKvm;
using testing::Contains;
using testing::ElementsAre;
using testing::Eq;
using testing::Field;
using testing::HasSubstr;

constexpr ChangeScope live{.live = true, .config = false};
constexpr ChangeScope config{.live = false, .config = true};

class MachineResources : public testing::Test {
  protected:
    std::vector<TuneParameter> memory(ChangeScope scope) {
        const auto found = driver_->resources()->parameters(test_, TuneGroup::memory, scope);
        EXPECT_TRUE(found) << found.error().message;
        return found.value_or(std::vector<TuneParameter>{});
    }

    std::unique_ptr<Driver> driver_ = openKvm("test:///default");
    DomainIdentity test_ = driver_->lookupByName("test")->identity;
};

/// "test: lifecycle Suspended Paused" for each event, until there are `count` or nothing comes.
std::vector<std::string> eventsOf(EventStream& stream, std::size_t count) {
    std::vector<std::string> lines;
    while (lines.size() < count) {
        pollfd entry{stream.fd(), POLLIN, 0};
        if (::poll(&entry, 1, 20000) <= 0)
            break;
        const auto taken = stream.take();
        if (!taken)
            break;
        for (const auto& event : *taken)
            lines.push_back(event.domain.name + ": " + event.type + " " + event.text);
    }
    return lines;
}

std::uint64_t figure(const std::vector<Figure>& figures, const std::string& name) {
    for (const auto& each : figures)
        if (each.name == name)
            return each.value;
    return 0;
}

TEST_F(MachineResources, ALiveLimitLeavesThePersistentDefinition) {
    ASSERT_TRUE(driver_->resources()->setParameters(
        test_, TuneGroup::memory, {{"soft_limit", std::uint64_t{1048576}}}, live));
    EXPECT_THAT(memory(live), Contains(TuneParameter{"soft_limit", std::uint64_t{1048576}}));
    EXPECT_THAT(memory(config), Contains(TuneParameter{"soft_limit", unlimitedMemoryKib}));
}

TEST_F(MachineResources, LibvirtsTextTellsWhyALimitIsRefused) {
    const auto set = driver_->resources()->setParameters(
        test_, TuneGroup::memory,
        {{"hard_limit", std::uint64_t{4194304}}, {"swap_hard_limit", std::uint64_t{1048576}}},
        live);
    ASSERT_FALSE(set);
    EXPECT_THAT(set.error().message, HasSubstr("lower than or equal to swap_hard_limit"));
    EXPECT_THAT(driver_->resources()->setMemory(test_, 1U << 30U, live).error().message,
                HasSubstr("cannot set memory higher than max memory"));
}

TEST_F(MachineResources, ALimitOfProcessesIsRefusedWithWhatToUse) {
    const auto asked = driver_->resources()->parameters(test_, TuneGroup::tasks, {});
    ASSERT_FALSE(asked);
    EXPECT_THAT(asked.error().message, HasSubstr("are its guest's"));
    EXPECT_THAT(asked.error().message, HasSubstr("setmem"));
}

TEST_F(MachineResources, MemoryAndCpusChange) {
    auto& resources = *driver_->resources();
    ASSERT_TRUE(resources.setMemory(test_, 1048576, live));
    EXPECT_EQ(driver_->domainInfo(test_)->usedMemoryKib, 1048576U);
    ASSERT_TRUE(resources.setVcpus(test_, 1, live));
    const auto counts = resources.vcpuCounts(test_);
    ASSERT_TRUE(counts) << counts.error().message;
    EXPECT_EQ(counts->currentLive, 1U);
    EXPECT_EQ(counts->maximumLive, 2U);
    EXPECT_EQ(counts->currentConfig, 2U);
    VcpuPin pin{0, std::vector<bool>(resources.hostCpus().value_or(1), false)};
    pin.cpus[0] = true;
    const auto pinned = resources.pinVcpu(test_, pin, {}); // the test driver takes no flags here
    ASSERT_TRUE(pinned) << pinned.error().message;
    EXPECT_EQ(resources.vcpuPins(test_, live)->front(), pin);
}

TEST_F(MachineResources, FiguresHaveVirshsNames) {
    const auto cpu = driver_->monitor()->cpuStatistics(test_);
    ASSERT_TRUE(cpu) << cpu.error().message;
    EXPECT_EQ(cpu->byCpu.size(), 2U);
    EXPECT_GT(cpu->total.count(), 0);
    const auto memory = driver_->monitor()->memoryStatistics(test_);
    ASSERT_TRUE(memory) << memory.error().message;
    EXPECT_THAT(*memory, Contains(Field(&Figure::name, Eq("rss"))));
    const auto block = driver_->monitor()->blockStatistics(test_, "vda");
    ASSERT_TRUE(block) << block.error().message;
    EXPECT_GT(figure(*block, "rd_bytes"), 0U);
    EXPECT_THAT(driver_->monitor()->blockStatistics(test_, "foo").error().message,
                HasSubstr("invalid path: foo"));
}

TEST_F(MachineResources, EventsAreToldInVirshsWords) {
    const auto stream = driver_->monitor()->watchEvents();
    ASSERT_TRUE(stream) << stream.error().message;
    ASSERT_TRUE(driver_->suspendDomain(test_));
    EXPECT_THAT(eventsOf(**stream, 1), ElementsAre("test: lifecycle Suspended Paused"));
    ASSERT_TRUE(driver_->resumeDomain(test_));
    EXPECT_THAT(eventsOf(**stream, 1), ElementsAre("test: lifecycle Resumed Unpaused"));
    ASSERT_TRUE(driver_->destroyDomain(test_));
    EXPECT_THAT(eventsOf(**stream, 1), ElementsAre("test: lifecycle Stopped Destroyed"));
}

/// The kernel's clock ticks of all threads of a process, as nanoseconds.
std::uint64_t processTimeNs(pid_t pid) {
    const auto stat = readFile("/proc/" + std::to_string(pid) + "/stat").value_or("");
    std::istringstream words(stat.substr(stat.rfind(')') + 2));
    std::string skipped;
    for (int field = 3; field < 14; ++field)
        words >> skipped;
    std::uint64_t user = 0;
    std::uint64_t system = 0;
    words >> user >> system;
    return (user + system) * 10000000;
}

TEST(MachineFigures, OfARealMachineAreThoseOfItsProcess) {
    if (const auto reason = test::whyNoMachines(); !reason.empty())
        GTEST_SKIP() << reason;
    KvmWorld world("figures");
    const auto stream = world.driver().monitor()->watchEvents();
    ASSERT_TRUE(stream) << stream.error().message;
    const auto started = world.create();
    ASSERT_TRUE(started) << started.error().message;
    test::readUntil(started->console.get(), "login:");
    EXPECT_THAT(eventsOf(**stream, 2), Contains(world.name() + ": lifecycle Started Booted"));

    const auto text = readFile("/run/libvirt/qemu/" + world.name() + ".pid");
    ASSERT_TRUE(text) << text.error().message;
    const auto pid = static_cast<pid_t>(std::stol(*text));
    constexpr std::uint64_t ticks = 20000000; // two of the kernel's, in which it counts here
    const auto before = processTimeNs(pid);
    const auto figures = world.driver().monitor()->cpuStatistics(world.identity());
    const auto after = processTimeNs(pid);
    const auto stats = world.driver().domainStats(world.identity(), {});
    ASSERT_TRUE(stats) << stats.error().message;
    EXPECT_THAT(*stats, Contains(Field(&StatsEntry::key, Eq("vcpu.0.time"))));
    ASSERT_TRUE(figures) << figures.error().message;
    const auto total = static_cast<std::uint64_t>(figures->total.count());
    EXPECT_GE(total + ticks, before);
    EXPECT_LE(total, after + ticks);
}

} // namespace
} // namespace twinvirt
