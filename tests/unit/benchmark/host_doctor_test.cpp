#include "benchmark/doctor/host_doctor.h"
#include "host_tree_fixture.h"

#include <gmock/gmock.h>
#include <sys/stat.h>

namespace twinvirt {

/// So that a failed comparison is readable.
static void PrintTo(const HostCheck& check, std::ostream* out) {
    *out << check.topic << ": " << static_cast<int>(check.verdict) << " (" << check.detail << ")";
}

namespace bench {
namespace {

using ::testing::AllOf;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::HasSubstr;
using ::testing::Not;

auto verdictIs(CheckVerdict verdict) {
    return Field("verdict", &HostCheck::verdict, verdict);
}
auto is(CheckVerdict verdict, const std::string& detail) {
    return AllOf(verdictIs(verdict), Field("detail", &HostCheck::detail, detail));
}
auto passes(const std::string& detail) {
    return is(CheckVerdict::pass, detail);
}
auto warns(const std::string& detail) {
    return AllOf(is(CheckVerdict::warn, detail), Field("remedy", &HostCheck::remedy, Not("")));
}
auto fails(const std::string& detail) {
    return AllOf(is(CheckVerdict::fail, detail), Field("remedy", &HostCheck::remedy, Not("")));
}

class HostDoctor : public test::HostTreeTest {
  protected:
    /// The only check of `checks` whose topic has these words.
    static HostCheck about(const std::vector<HostCheck>& checks, const std::string& words) {
        HostCheck found;
        int count = 0;
        for (const HostCheck& check : checks)
            if (check.topic.find(words) != std::string::npos) {
                found = check;
                ++count;
            }
        EXPECT_EQ(count, 1) << words;
        return found;
    }
    HostCheck processor(const std::string& words) { return about(checkProcessor(roots()), words); }
    HostCheck memory(const std::string& words) { return about(checkMemory(roots()), words); }
    HostCheck system(const std::string& words) { return about(checkSystem(roots()), words); }
};

TEST_F(HostDoctor, SaysOfAHostWithoutAnySettingThatItHasNone) {
    EXPECT_THAT(checkProcessor(roots()), Each(passes("not on this host")));
    EXPECT_THAT(memory("huge pages"), passes("not on this host"));
    EXPECT_THAT(memory("equal pages"), passes("not on this host"));
    EXPECT_THAT(memory("swapped out"), passes("not on this host"));
    EXPECT_THAT(memory("randomisation"), passes("not on this host"));
    EXPECT_THAT(memory("free memory"), warns("/proc/meminfo does not tell"));
}

TEST_F(HostDoctor, WarnsOfAGovernorThatFollowsTheLoad) {
    write("sys/devices/system/cpu/cpufreq/policy0/scaling_governor", "performance\n");
    EXPECT_THAT(processor("governor"), passes("all CPUs"));
    write("sys/devices/system/cpu/cpufreq/policy1/scaling_governor", "schedutil\n");
    write("sys/devices/system/cpu/cpufreq/policy2/scaling_governor", "schedutil\n");
    write("sys/devices/system/cpu/cpufreq/policy10/scaling_governor", "powersave\n");
    EXPECT_THAT(processor("governor"), warns("schedutil, powersave"));
}

TEST_F(HostDoctor, WarnsOfBoostOfEitherKind) {
    write("sys/devices/system/cpu/cpufreq/boost", "1\n");
    EXPECT_THAT(processor("nominal"), warns("boost is on"));
    write("sys/devices/system/cpu/cpufreq/boost", "0\n");
    EXPECT_THAT(processor("nominal"), passes("boost is off"));
    write("sys/devices/system/cpu/intel_pstate/no_turbo", "0\n");
    EXPECT_THAT(processor("nominal"), warns("boost is on"));
    write("sys/devices/system/cpu/intel_pstate/no_turbo", "1\n");
    EXPECT_THAT(processor("nominal"), passes("boost is off"));
}

TEST_F(HostDoctor, WarnsOfTwoCpusThatShareACore) {
    write("sys/devices/system/cpu/smt/active", "1\n");
    EXPECT_THAT(processor("core of its own"), warns("SMT is on"));
    write("sys/devices/system/cpu/smt/active", "0\n");
    EXPECT_THAT(processor("core of its own"), passes("no SMT"));
}

TEST_F(HostDoctor, JudgesTheClockByWhatItCostsAndHowFineItIs) {
    const std::string file = "sys/devices/system/clocksource/clocksource0/current_clocksource";
    for (const char* good : {"tsc", "kvm-clock", "arch_sys_counter"}) {
        write(file, good);
        EXPECT_THAT(processor("clock"), passes(good));
    }
    write(file, "hpet\n");
    EXPECT_THAT(processor("clock"), warns("hpet"));
    write(file, "jiffies\n");
    EXPECT_THAT(processor("clock"), fails("jiffies"));
}

TEST_F(HostDoctor, WarnsOfWhatTheKernelDoesWithPagesByItself) {
    write("sys/kernel/mm/transparent_hugepage/enabled", "[always] madvise never\n");
    EXPECT_THAT(memory("huge pages"), warns("always"));
    write("sys/kernel/mm/transparent_hugepage/enabled", "always madvise [never]\n");
    EXPECT_THAT(memory("huge pages"), passes("never"));
    write("sys/kernel/mm/ksm/run", "1\n");
    EXPECT_THAT(memory("equal pages"), warns("KSM is on"));
    write("sys/kernel/mm/ksm/run", "0\n");
    EXPECT_THAT(memory("equal pages"), passes("KSM is off"));
}

TEST_F(HostDoctor, WarnsOfSwapThatIsInUseNotOfSwap) {
    const std::string title = "Filename\t\t\t\tType\t\tSize\t\tUsed\t\tPriority\n";
    write("proc/swaps", title);
    EXPECT_THAT(memory("swapped out"), passes("no swap"));
    write("proc/swaps", title + "/dev/sda2 partition 2097152 0 -2\n");
    EXPECT_THAT(memory("swapped out"), passes("none in use"));
    write("proc/swaps",
          title + "/dev/sda2 partition 2097152 1024 -2\n/swap file 2097152 1024 -3\n");
    EXPECT_THAT(memory("swapped out"), warns("2.00 of 4096 MiB in use"));
}

TEST_F(HostDoctor, WarnsOfLittleMemoryAndFailsOfNone) {
    write("proc/meminfo", "MemTotal: 9 kB\nMemAvailable: 4194304 kB\n");
    EXPECT_THAT(memory("free memory"), passes("4096 MiB available"));
    write("proc/meminfo", "MemAvailable: 4193280 kB\n");
    EXPECT_THAT(memory("free memory"), warns("4095 MiB available"));
    write("proc/meminfo", "MemAvailable: 523264 kB\n");
    EXPECT_THAT(memory("free memory"), fails("511 MiB available"));
}

TEST_F(HostDoctor, WantsAddressSpaceRandomisationOn) {
    write("proc/sys/kernel/randomize_va_space", "2\n");
    EXPECT_THAT(memory("randomisation"), passes("randomize_va_space is 2"));
    write("proc/sys/kernel/randomize_va_space", "0\n");
    EXPECT_THAT(memory("randomisation"), warns("randomize_va_space is 0"));
}

TEST_F(HostDoctor, KnowsAVirtualHost) {
    write("proc/cpuinfo", "flags\t\t: fpu vme hypervisor\n");
    EXPECT_THAT(system("hardware"), warns("a virtual machine"));
    write("sys/class/dmi/id/sys_vendor", "QEMU\n");
    write("sys/class/dmi/id/product_name", "Standard PC\n");
    EXPECT_THAT(system("hardware"), warns("a virtual machine: QEMU Standard PC"));
    write("proc/cpuinfo", "flags\t\t: fpu vme\n");
    EXPECT_THAT(system("hardware"), passes("no hypervisor below"));
}

TEST_F(HostDoctor, NamesTheCgroupLayout) {
    EXPECT_THAT(system("cgroups"), warns("not mounted"));
    write("sys/fs/cgroup/memory/tasks", "");
    EXPECT_THAT(system("cgroups"), passes("v1"));
    write("sys/fs/cgroup/unified/cgroup.procs", "");
    EXPECT_THAT(system("cgroups"), passes("hybrid, controllers on v1"));
    write("sys/fs/cgroup/cgroup.controllers", "cpu memory\n");
    EXPECT_THAT(system("cgroups"), passes("v2"));
}

TEST_F(HostDoctor, WantsADeviceOfKvm) {
    EXPECT_THAT(checkKvmDevice(roots()), warns(roots().dev + "/kvm: No such file or directory"));
    write("dev/kvm", "");
    EXPECT_EQ(checkKvmDevice(roots()).verdict, CheckVerdict::pass);
}

TEST(HostDoctorSpace, WarnsOfLittleAndFailsOfLess) {
    constexpr std::uint64_t mib = 1024 * 1024;
    EXPECT_THAT(checkScratch("/t", 2048 * mib), passes("2048 MiB"));
    EXPECT_THAT(checkScratch("/t", 2047 * mib), warns("2047 MiB"));
    EXPECT_THAT(checkScratch("/t", 255 * mib), fails("255 MiB"));
    EXPECT_THAT(checkScratch("/t", std::nullopt), fails("it cannot be read"));
    EXPECT_TRUE(freeBytesIn("/"));
    EXPECT_FALSE(freeBytesIn("/no/such/directory"));
}

NoiseReading quietReading() {
    NoiseReading reading;
    reading.load1 = 1;
    reading.cpus = 2;
    reading.cpuPressure = 10;
    reading.memoryPressure = 0;
    reading.ioPressure = 0;
    return reading;
}

TEST(HostDoctorQuiet, PassesAtTheLimitsOfTheGates) {
    NoiseWindow window;
    window.stealFraction = 0.01;
    EXPECT_THAT(checkQuiet(quietReading(), window), Each(verdictIs(CheckVerdict::pass)));
}

TEST(HostDoctorQuiet, FailsAboveThem) {
    NoiseReading reading = quietReading();
    reading.load1 = 1.01;
    reading.cpuPressure = 10.5;
    reading.memoryPressure = 20;
    reading.ioPressure = 30;
    NoiseWindow window;
    window.stealFraction = 0.011;
    EXPECT_THAT(checkQuiet(reading, window),
                ElementsAre(fails("1.01 on 2 CPUs"), fails("10.5 % of the last 10 s"),
                            fails("20 % of the last 10 s"), fails("30 % of the last 10 s"),
                            fails("1.1 % stolen")));
}

TEST(HostDoctorQuiet, WarnsWhereNobodyCanTell) {
    const auto checks = checkQuiet({}, {});
    EXPECT_THAT(checks, ElementsAre(warns("/proc/loadavg does not tell"), warns("not on this host"),
                                    warns("not on this host"), warns("not on this host"),
                                    passes("not on this host")));
}

using Holder = Result<std::optional<std::string>>;

TEST(HostDoctorLock, FailsWhileAnotherBenchmarkRuns) {
    EXPECT_THAT(checkNoOtherBenchmark(Holder(std::nullopt)), passes("the lock is free"));
    EXPECT_THAT(checkNoOtherBenchmark(Holder("pid 7, run 0001aaaa")), fails("pid 7, run 0001aaaa"));
    EXPECT_THAT(checkNoOtherBenchmark(Holder(Error{ErrorCode::accessDenied, "it is not yours"})),
                warns("it is not yours"));
}

TEST_F(HostDoctor, NamesThePackagesOfAbsentPrograms) {
    for (const char* program : {"lxc-start", "crun", "runc", "podman", "hyperfine", "sysbench"})
        write(std::string("bin/") + program, "");
    for (const auto& entry : std::filesystem::directory_iterator(directory_ / "bin"))
        ::chmod(entry.path().c_str(), 0755);
    write("bin/fio", "not to be executed");
    ::chmod((directory_ / "bin/fio").c_str(), 0644);

    const HostCheck check = checkPeers("/nonexistent:" + (directory_ / "bin"));
    EXPECT_THAT(check, warns("no systemd-nspawn, fio, iperf3"));
    EXPECT_EQ(check.remedy, "apt-get install systemd-container fio iperf3");
    EXPECT_THAT(checkPeers("").detail, HasSubstr("no lxc-start, crun"));
}

TEST_F(HostDoctor, GivesEveryFailureAndWarningARemedy) {
    for (const auto& checks : {checkProcessor({}), checkMemory({}), checkSystem({})})
        for (const HostCheck& check : checks)
            EXPECT_EQ(check.verdict == CheckVerdict::pass, check.remedy.empty()) << check.topic;
}

} // namespace
} // namespace bench
} // namespace twinvirt
