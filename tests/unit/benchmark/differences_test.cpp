#include "benchmark/report/html_report.h"
#include "benchmark/report/summary_markdown.h"
#include "benchmark/result/differences.h"
#include "benchmark/result/result_json.h"
#include "benchmark/run/arm_facts.h"
#include "synthetic_result.h"
#include "xml/domain_xml.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace twinvirt::bench {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

std::string factOf(const std::vector<std::pair<std::string, std::string>>& facts,
                   const std::string& aspect) {
    for (const auto& [name, value] : facts)
        if (name == aspect)
            return value;
    return "(none)";
}

DomainDefinition container() {
    DomainDefinition domain;
    domain.type = DomainType::lxc;
    domain.memoryKib = 131072;
    domain.os.init = "/bin/sh";
    domain.os.initArguments = {"-c", "true"};
    domain.features.privateNetwork = true;
    Filesystem root;
    root.source = "/";
    root.target = "/";
    root.readOnly = true;
    domain.devices.filesystems.push_back(root);
    return domain;
}

DomainDefinition machine(const std::string& cpu) {
    DomainDefinition domain;
    domain.type = DomainType::kvm;
    domain.memoryKib = 131072;
    domain.os.machine = "q35";
    if (!cpu.empty())
        domain.kept.push_back({"cpu", cpu, 0});
    return domain;
}

ArmSpec arm(const std::string& type, ImageUse use = ImageUse::root) {
    ArmSpec spec;
    spec.type = type;
    spec.use = use;
    return spec;
}

TEST(ArmFacts, OfAContainerAndAMachineAreEqualWhereTheyAre) {
    const auto lxc = armFacts(arm("lxc"), container(), "6.1");
    const auto kvm = armFacts(arm("kvm", ImageUse::initramfs), machine(""), "6.1");
    EXPECT_EQ(factOf(lxc, "memory"), "128 MiB, the limit of its cgroup");
    EXPECT_EQ(factOf(kvm, "memory"), "128 MiB, the machine's RAM");
    EXPECT_EQ(factOf(lxc, "CPUs"), factOf(kvm, "CPUs"));
    EXPECT_EQ(factOf(lxc, "network"), factOf(kvm, "network"));
    EXPECT_EQ(factOf(lxc, "CPU model"), "the host's");
    EXPECT_EQ(factOf(kvm, "CPU model"), "QEMU's default");
    EXPECT_EQ(factOf(kvm, "kernel"), "its own, 6.1");
    EXPECT_EQ(factOf(kvm, "machine type"), "q35");
    EXPECT_EQ(factOf(lxc, "first program"), "/bin/sh -c true");
    EXPECT_EQ(lxc.size(), kvm.size()) << "every aspect in every arm";
}

TEST(ArmFacts, OfADiskNameTheSameFileSystemInBothKinds) {
    const auto lxc = armFacts(arm("lxc", ImageUse::disk), container(), "");
    const auto kvm = armFacts(arm("kvm", ImageUse::disk), machine("<cpu mode='maximum'/>"), "");
    EXPECT_EQ(factOf(lxc, "root file system"), "ext4 over a loop device, read-only");
    EXPECT_EQ(factOf(kvm, "root file system"), "ext4 on a virtio disk, read-only");
    EXPECT_EQ(factOf(kvm, "CPU model"), "maximum");
}

TEST(ArmFacts, SayWhenANetworkOrARootIsTheHosts) {
    DomainDefinition shared = container();
    shared.features.privateNetwork = false;
    shared.devices.filesystems.front().readOnly = false;
    const auto facts = armFacts(arm("lxc"), shared, "");
    EXPECT_EQ(factOf(facts, "network"), "the host's");
    EXPECT_THAT(factOf(facts, "root file system"), ::testing::Not(HasSubstr("read-only")));
    EXPECT_EQ(factOf(armFacts(arm("host"), {}, ""), "root file system"), "the host's");
}

ArmDescription described(const std::string& title,
                         std::vector<std::pair<std::string, std::string>> facts) {
    ArmDescription arm;
    arm.name = title;
    arm.title = title;
    arm.facts = std::move(facts);
    return arm;
}

TEST(Differences, AreTheAspectsWithMoreThanOneValue) {
    std::vector<ArmDescription> arms{described("a", {{"memory", "1"}, {"kernel", "host"}}),
                                     described("b", {{"memory", "1"}, {"kernel", "own"}})};
    const auto different = differences(arms);
    ASSERT_THAT(different, SizeIs(1));
    EXPECT_EQ(different[0].aspect, "kernel");
    EXPECT_EQ(different[0].arms[1], (std::pair<std::string, std::string>{"b", "own"}));
    ASSERT_THAT(equalities(arms), SizeIs(1));
    EXPECT_EQ(equalities(arms)[0].first, "memory");
    arms[1].controlOf = "a";
    EXPECT_THAT(differences(arms), IsEmpty()) << "a control is the arm that it repeats";
}

TEST(Differences, AndSkippedArmsStandInJsonAndSummaryAndAreReadBack) {
    BenchmarkResult result = syntheticResult();
    result.arms.at(0).facts = {{"memory", "128 MiB"}};
    result.arms.at(1).facts = {{"memory", "<256> MiB"}};
    result.skipped = {{"crun", "crun", "it is *not* installed", false}};
    const Analysis analysis = analyse(result);
    const std::string json = resultToJson(result, analysis);
    EXPECT_THAT(json, HasSubstr("\"differences\""));
    const auto back = resultFromJson("x", json);
    ASSERT_TRUE(back) << back.error().message;
    EXPECT_EQ(back->skipped, result.skipped);
    EXPECT_EQ(back->arms.at(1).facts, result.arms.at(1).facts);
    result.arms.at(0).facts = {{"memory", "<script>alert(1)</script>"}};
    const std::string page = htmlReport(result, analysis);
    EXPECT_THAT(page, HasSubstr("What differs between the arms"));
    EXPECT_THAT(page, HasSubstr("it is *not* installed"));
    EXPECT_THAT(page, ::testing::Not(HasSubstr("<script>alert")));
    const std::string summary = summaryMarkdown(result, analysis);
    EXPECT_THAT(summary, HasSubstr("it is \\*not\\* installed"));
    EXPECT_THAT(summary, HasSubstr("&lt;256&gt; MiB"));
}

} // namespace
} // namespace twinvirt::bench
