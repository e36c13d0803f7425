#include "benchmark/spec/read_spec.h"
#include "util/atomic_file.h"
#include "xml/xml_document.h"
#include "xml/xml_schema.h"

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

bool schemaAccepts(const std::string& xml) {
    const auto schema = XmlSchema::load(TWINVIRT_SOURCE_DIR "/schemas/benchmark.rng");
    EXPECT_TRUE(schema) << schema.error().message;
    const auto document = XmlDocument::parse({"x.xml", xml});
    return document && schema->validate(*document);
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
          "isolation.xml", "mechanisms.xml"}) {
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
