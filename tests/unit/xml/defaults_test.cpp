#include "xml/cpu_list.h"
#include "xml/defaults.h"
#include "xml/domain_xml.h"

#include <gtest/gtest.h>
#include <sys/utsname.h>

namespace twinvirt::test {

static DomainDefinition container() {
    DomainDefinition domain;
    domain.type = DomainType::lxc;
    domain.name = "sh";
    domain.memoryKib = 908288;
    domain.os.type = "exe";
    domain.os.init = "/bin/sh";
    return domain;
}

static DomainDefinition completed(DomainDefinition domain) {
    completeDomainDefinition(domain);
    return domain;
}

TEST(Defaults, GiveEachDomainAnotherUuid) {
    EXPECT_NE(completed(container()).uuid, completed(container()).uuid);
    EXPECT_FALSE(completed(container()).uuid->isNil());
}

TEST(Defaults, LeaveAUuidAsItIs) {
    DomainDefinition domain = container();
    domain.uuid = Uuid::parse("58f081cd-09f9-4a4a-9f37-5d3bc687bf53");
    EXPECT_EQ(completed(domain).uuid, domain.uuid);
}

TEST(Defaults, MakeCurrentMemoryTheMemoryAndNeverMore) {
    DomainDefinition domain = container();
    EXPECT_EQ(completed(domain).currentMemoryKib, 908288U);
    domain.currentMemoryKib = 1000000;
    EXPECT_EQ(completed(domain).currentMemoryKib, 908288U);
    domain.currentMemoryKib = 1000;
    EXPECT_EQ(completed(domain).currentMemoryKib, 1000U);
}

TEST(Defaults, GiveAContainerTheHostsArchitectureAndOneConsole) {
    DomainDefinition domain = completed(container());
    utsname host{};
    ASSERT_EQ(uname(&host), 0);
    EXPECT_EQ(domain.os.arch, host.machine);
    ASSERT_EQ(domain.devices.consoles.size(), 1U);
    EXPECT_EQ(domain.devices.consoles[0].type, "pty");
    EXPECT_EQ(domain.devices.consoles[0].targetType, "lxc");
    EXPECT_EQ(domain.devices.consoles[0].targetPort, 0U);
}

TEST(Defaults, NumberTheConsolesOfAContainer) {
    DomainDefinition domain = container();
    domain.devices.consoles.resize(3);
    EXPECT_EQ(completed(domain).devices.consoles[2].targetPort, 2U);
}

TEST(Defaults, LeaveAMachinesDevicesToLibvirt) {
    DomainDefinition machine = container();
    machine.type = DomainType::kvm;
    EXPECT_TRUE(completed(machine).devices.consoles.empty());
    EXPECT_EQ(completed(machine).devices.emulator, std::nullopt);
}

TEST(Defaults, TakeTheGreatestLimitAndAQuotaOfZeroAsNone) {
    DomainDefinition domain = container();
    domain.memoryTune.hardLimitKib = 9007199254740991;
    domain.memoryTune.softLimitKib = 5;
    domain.cpuTune.quotaUs = 0;
    DomainDefinition complete = completed(domain);
    EXPECT_EQ(complete.memoryTune.hardLimitKib, std::nullopt);
    EXPECT_EQ(complete.memoryTune.softLimitKib, 5U);
    EXPECT_EQ(complete.cpuTune.quotaUs, std::nullopt);
}

TEST(Defaults, ChangeNothingTheSecondTime) {
    DomainDefinition once = completed(container());
    EXPECT_TRUE(completed(once) == once);
}

TEST(CpuList, IsPrintedAsLibvirtPrintsIt) {
    auto normal = [](const char* text) {
        auto cpus = parseCpuList(text);
        return cpus ? formatCpuList(*cpus) : "refused";
    };
    EXPECT_EQ(normal("1,0"), "0-1");
    EXPECT_EQ(normal("0-3,^2"), "0-1,3");
    EXPECT_EQ(normal("0-3,2-5,9"), "0-5,9");
    EXPECT_EQ(normal("16383"), "16383");
    for (const char* text : {"", "3-1", "16384", "0-4294967295", "^1", "0,^0", "a", "0-", "1,,2"})
        EXPECT_EQ(normal(text), "refused") << text;
}

TEST(FormatDomain, LeavesOutWhatOnlyALiveDomainHas) {
    DomainDefinition domain = completed(container());
    domain.id = 42;
    domain.devices.consoles[0].tty = "/dev/pts/0";
    domain.devices.consoles[0].sourcePath = "/dev/pts/0";
    domain.devices.consoles[0].alias = "console0";
    std::string live = formatDomainDefinition(domain);
    std::string inactive = formatDomainDefinition(domain, {.inactive = true});
    for (const char* text : {"id='42'", "tty=", "<source path", "<alias"}) {
        EXPECT_NE(live.find(text), std::string::npos) << text;
        EXPECT_EQ(inactive.find(text), std::string::npos) << text;
    }
    domain.devices.consoles[0].alias = "ua-mine";
    EXPECT_NE(formatDomainDefinition(domain, {.inactive = true}).find("ua-mine"),
              std::string::npos);
}

} // namespace twinvirt::test
