#include "benchmark/spec/read_spec.h"
#include "spec_checks.h"
#include "util/atomic_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace twinvirt::bench {
namespace {

using ::testing::HasSubstr;
using ::testing::SizeIs;
using ::testing::StartsWith;

const std::string examples = TWINVIRT_SOURCE_DIR "/xml-examples/benchmark/";

/// The quick example with one piece replaced.
std::string changed(const std::string& piece, const std::string& by) {
    std::string xml = readFile(examples + "serial-boot-quick.xml").value();
    const auto at = xml.find(piece);
    EXPECT_NE(at, std::string::npos) << piece;
    return at == std::string::npos ? xml : xml.replace(at, piece.size(), by);
}

TEST(BenchmarkSpec, OfTheQuickExampleHasThreeArmsThreeInstancesEightRounds) {
    const auto spec = readBenchmarkSpec(examples + "serial-boot-quick.xml");
    ASSERT_TRUE(spec) << spec.error().message;
    ASSERT_THAT(spec->scenarios, SizeIs(1));
    EXPECT_EQ(spec->scenarios[0].count, 3U);
    EXPECT_EQ(spec->rounds, 8U);
    EXPECT_EQ(spec->baseline, "app");
    EXPECT_DOUBLE_EQ(spec->equivalence, 0.05);
    EXPECT_DOUBLE_EQ(spec->scenarios[0].holdSeconds, 2);
    ASSERT_THAT(spec->arms, SizeIs(3));
    EXPECT_EQ(spec->arms[2].use, ImageUse::initramfs);
    EXPECT_EQ(domainPath(*spec, spec->arms[0]), examples + "app.xml");
}

TEST(BenchmarkSpec, OfTheFullExampleBootsFifteenInstances) {
    const auto spec = readBenchmarkSpec(examples + "serial-boot.xml");
    ASSERT_TRUE(spec) << spec.error().message;
    EXPECT_EQ(spec->scenarios.at(0).count, 15U);
    EXPECT_GE(spec->rounds, 5U) << "with fewer, a bootstrap interval does not hold";
}

TEST(BenchmarkSpec, OfTheExamplesIsAcceptedByTheSchema) {
    for (const char* name :
         {"serial-boot.xml", "serial-boot-quick.xml", "kernels.xml", "standard.xml", "peers.xml",
          "machines.xml", "same-root.xml", "start-concurrent.xml", "pack-steady.xml",
          "boot-vs-count.xml", "footprint.xml", "reboot.xml", "delete.xml", "snapshot.xml",
          "isolation.xml", "mechanisms.xml", "net.xml", "tools.xml"}) {
        EXPECT_TRUE(schemaAccepts(readFile(examples + name).value())) << name;
        EXPECT_TRUE(readBenchmarkSpec(examples + name)) << name;
    }
}

struct WrongSpec {
    const char* piece;
    const char* by;
    const char* message;
    bool schemaKnows = true; ///< false: a rule between elements, which RelaxNG cannot say
};

TEST(BenchmarkSpec, ThatIsWrongIsRefusedWithItsLineByMappingAndSchema) {
    const WrongSpec wrong[] = {
        {"rounds='8'", "rounds='0'", "a whole number from 1 to 1000"},
        {"rounds='8'", "rounds='many'", "a whole number from 1 to 1000"},
        {"equivalence='5%'", "equivalence='5'", "a percentage such as '5%'"},
        {"hold='2s'", "hold='2'", "a number of seconds"},
        {"<boot ", "<boots ", "boots"},
        {"count='3'", "cuont='3'", "cuont"},
        {"type='kvm'", "type='vmware'", "'host', 'lxc', 'kvm'"},
        {"name='os'", "name='OS/1'", "lower-case letters"},
        {"version='1'", "version='2'", "'1'"},
        {"template='busybox'", "template='debian'", "'busybox'"},
        {"baseline='app'", "baseline='bare'", "baseline 'bare' is no arm", false},
        {"name='os'", "name='app'", "another arm of the name 'app'", false},
        {"image='tree' use='initramfs'", "image='wood' use='initramfs'", "image 'wood'", false},
        {"use='initramfs'", "use='root'", "use='initramfs'", false},
        {"use='root'", "use='initramfs'", "a container has no initramfs", false},
        {"name='os'", "every='0' name='os'", "a whole number from 1 to 100"},
        {"rounds='8'", "rounds='8' stop='5%' every='2'", "every"},
        {"use='initramfs'", "use='usb'", "'root', 'initramfs', 'disk'"},
        {"type='lxc' title='OS container' domain='os.xml' image='tree' use='root'",
         "type='external' title='crun' image='tree'", "tool"},
        {"type='lxc' title='OS container' domain='os.xml' image='tree' use='root'",
         "type='external' tool='docker' title='docker' image='tree'",
         "'lxc', 'crun', 'runc', 'libvirt-lxc', 'podman', 'systemd-nspawn'"},
        {"type='lxc' title='OS container' domain='os.xml' image='tree' use='root'",
         "type='external' tool='crun' title='crun' image='tree' use='root'", "use"},
        {"type='lxc' title='OS container' domain='os.xml' image='tree' use='root'",
         "type='external' tool='crun' title='crun' image='wood'", "image 'wood'", false},
    };
    for (const WrongSpec& spec : wrong) {
        const std::string xml = changed(spec.piece, spec.by);
        const auto parsed = parseBenchmarkSpec("dir/bad.xml", xml);
        ASSERT_FALSE(parsed) << spec.by;
        EXPECT_THAT(parsed.error().message, StartsWith("dir/bad.xml:")) << spec.by;
        EXPECT_THAT(parsed.error().message, HasSubstr(spec.message));
        EXPECT_EQ(schemaAccepts(xml), !spec.schemaKnows) << spec.by;
    }
}

TEST(BenchmarkSpec, KnowsArmsOfOtherToolsWhichBootAndRunNoProbe) {
    const std::string external = "type='external' tool='crun' title='crun' image='tree'";
    const std::string ours =
        "type='lxc' title='OS container' domain='os.xml' image='tree' use='root'";
    const std::string xml = changed(ours, external);
    EXPECT_TRUE(schemaAccepts(xml));
    auto spec = parseBenchmarkSpec("x.xml", xml);
    ASSERT_TRUE(spec) << spec.error().message;
    const ArmSpec& arm = spec->arms[1];
    EXPECT_EQ(arm.tool, "crun");
    EXPECT_EQ(arm.domainFile, "") << "then it boots the tree's own init";
    EXPECT_TRUE(takesPart(*spec, spec->scenarios[0], arm));
    spec->scenarios[0].work = "probe";
    spec->scenarios[0].probe.kernels = {"triad"};
    EXPECT_FALSE(takesPart(*spec, spec->scenarios[0], arm));
}

TEST(BenchmarkSpec, WithAnArmOfAnotherToolInAScenarioOfTheProbeIsRefused) {
    std::string xml = readFile(examples + "kernels.xml").value();
    const std::string vm = "type='kvm' title='virtual machine' domain='vm.xml' image='tree' "
                           "use='initramfs' accel='auto'";
    ASSERT_NE(xml.find(vm), std::string::npos);
    xml.replace(xml.find(vm), vm.size(), "type='external' tool='crun' title='c' image='tree'");
    const std::string scenario = "<scenario name='kernels'";
    xml.replace(xml.find(scenario), scenario.size(), scenario + " arms='host vm'");
    const auto parsed = parseBenchmarkSpec("dir/bad.xml", xml);
    ASSERT_FALSE(parsed);
    EXPECT_THAT(parsed.error().message, StartsWith("dir/bad.xml:"));
    EXPECT_THAT(parsed.error().message, HasSubstr("only take part in scenarios of <boot>"));
}

const std::string boot = "    <boot ";

TEST(BenchmarkSpec, ReadsWhatOthersFound) {
    const auto spec = readBenchmarkSpec(examples + "standard.xml");
    ASSERT_TRUE(spec) << spec.error().message;
    const auto& citations = spec->scenarios.at(0).citations;
    ASSERT_THAT(citations, SizeIs(4));
    EXPECT_EQ(citations[0].ref, "boden2014");
    EXPECT_EQ(citations[0].metric, "");
    EXPECT_DOUBLE_EQ(*citations[0].vm, 5.78);
    EXPECT_FALSE(citations[0].native);
    EXPECT_EQ(citations[0].unit, "s");
    EXPECT_EQ(citations[1].metric, "used-memory");
}

TEST(BenchmarkSpec, WithACitationThatIsWrongIsRefusedByMappingAndSchema) {
    const WrongSpec wrong[] = {
        {"<cite ref='felter2015'/>", "", "'boden2014', 'firecracker-spec'"},
        {"<cite ref='boden2014' vm='5.78'/>", "", "figures need a unit"},
        {"<cite ref='boden2014' unit='s'/>", "", "there is no figure"},
        {"<cite ref='boden2014' vm='0' unit='s'/>", "", "a number above 0"},
        {"<cite ref='boden2014' vm='1e3' unit='s'/>", "", "a number above 0"},
        {"<cite ref='boden2014' vm='1234567' unit='s'/>", "", "a number above 0"},
        {"<cite ref='boden2014' vm='1' unit='parsecs'/>", "", "'ns', 'µs'"},
        {"<cite ref='boden2014' kvm='1' unit='s'/>", "", "kvm"},
        {"<cite ref='boden2014' metric='triad' vm='1' unit='s'/>", "", "expected one of 'ready'",
         false},
    };
    for (const WrongSpec& spec : wrong) {
        const std::string xml = changed(boot, spec.piece + boot);
        const auto parsed = parseBenchmarkSpec("dir/bad.xml", xml);
        ASSERT_FALSE(parsed) << spec.piece;
        EXPECT_THAT(parsed.error().message, StartsWith("dir/bad.xml:")) << spec.piece;
        EXPECT_THAT(parsed.error().message, HasSubstr(spec.message));
        EXPECT_EQ(schemaAccepts(xml), !spec.schemaKnows) << spec.piece;
    }
    for (const char* good :
         {"<cite ref='boden2014'/>", "<cite ref='felter2014' what='x' native='0.5' unit='%'/>",
          "<cite ref='boden2014' metric='delete' native='1' container='2' vm='3.25' unit='MB/s'/>",
          "<cite ref='boden2014' container='123456.5' vm='3' unit='µs'/>"}) {
        const std::string xml = changed(boot, good + boot);
        const auto parsed = parseBenchmarkSpec("dir/good.xml", xml);
        EXPECT_TRUE(parsed) << parsed.error().message;
        EXPECT_TRUE(schemaAccepts(xml)) << good;
    }
}

TEST(Citation, GivesTheRatioOfTwoKindsOfArmOfWhichLessIsBetter) {
    Citation times{"boden2014", "", "", "s", std::nullopt, 3.53, 5.78, 0};
    EXPECT_NEAR(*publishedRatio(times, "kvm", "lxc"), 5.78 / 3.53, 1e-12);
    EXPECT_NEAR(*publishedRatio(times, "lxc", "kvm"), 3.53 / 5.78, 1e-12);
    EXPECT_FALSE(publishedRatio(times, "lxc", "lxc")) << "two containers are not what was measured";
    EXPECT_FALSE(publishedRatio(times, "kvm", "host")) << "it has no figure of a host";
    Citation rates{"boden2014", "triad", "", "MiB/s", 3823, 3813, 3429, 0};
    EXPECT_NEAR(*publishedRatio(rates, "kvm", "host"), 3823.0 / 3429, 1e-12);
    rates.ref = "felter2014";
    EXPECT_FALSE(publishedRatio(rates, "kvm", "host")) << "its figures were not read in the source";
    EXPECT_THAT(citationText(rates), HasSubstr("are not drawn"));
    EXPECT_THAT(citationText(times), StartsWith("Russell 2014: container 3.53 s, virtual machine "
                                                "5.78 s. KVM and Docker LXC"));
}

/// The names that the schema knows are those of the table, in the same order.
TEST(Citation, HasTheSourcesAndUnitsOfTheSchema) {
    const std::string schema = readFile(TWINVIRT_SOURCE_DIR "/schemas/benchmark.rng").value();
    std::size_t at = schema.find("<define name=\"cite\">");
    for (const Source& source : sources()) {
        at = schema.find("<value>" + source.ref + "</value>", at);
        ASSERT_NE(at, std::string::npos) << source.ref;
    }
    for (const CitationUnit& unit : unitsOfCitations()) {
        at = schema.find("<value>" + std::string(unit.name) + "</value>", at);
        ASSERT_NE(at, std::string::npos) << unit.name;
    }
}

TEST(BenchmarkSpec, KeepsOnlyTheArmsAskedForAndABaselineAmongThem) {
    auto spec = readBenchmarkSpec(examples + "serial-boot-quick.xml").value();
    ASSERT_TRUE(keepArms(spec, {"vm", "os"}));
    EXPECT_THAT(spec.arms, SizeIs(2));
    EXPECT_EQ(spec.arms.front().name, "os");
    EXPECT_EQ(spec.baseline, "os");
    const auto unknown = keepArms(spec, {"bare"});
    ASSERT_FALSE(unknown);
    EXPECT_THAT(unknown.error().message, HasSubstr("it has 'os', 'vm'"));
}

} // namespace
} // namespace twinvirt::bench
