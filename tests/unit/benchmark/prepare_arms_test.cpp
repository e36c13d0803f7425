#include "benchmark/run/prepare_arms.h"
#include "benchmark/spec/read_spec.h"
#include "fake_driver.h"
#include "support/temporary_directory.h"
#include "util/atomic_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <cstdlib>
#include <fstream>
#include <unistd.h>

namespace twinvirt::bench {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

const std::string examples = TWINVIRT_SOURCE_DIR "/xml-examples/benchmark/";
const std::string peer = "<arm name='peer' type='external' tool='crun' title='crun' image='tree'/>";

/// Arms are prepared from a specification, with a tool called crun that is out of order.
class PrepareArms : public ::testing::Test {
  protected:
    void SetUp() override {
        if (::access("/bin/busybox", X_OK) != 0 && ::access("/usr/bin/busybox", X_OK) != 0)
            GTEST_SKIP() << "there is no busybox (package busybox-static)";
        std::ofstream(directory_.path() + "/crun") << "#!/bin/sh\necho 'out of order'; exit 1\n";
        ::chmod((directory_.path() + "/crun").c_str(), 0755);
        const char* path = std::getenv("PATH");
        before_ = path == nullptr ? "" : path;
        ::setenv("PATH", (directory_.path() + ":" + before_).c_str(), 1);
    }
    void TearDown() override { ::setenv("PATH", before_.c_str(), 1); }

    static BenchmarkSpec specOf(const std::string& baseline, const std::string& arms) {
        const auto spec = parseBenchmarkSpec(
            "spec.xml", "<benchmark name='x' version='1'><title>X</title><image id='tree' "
                        "template='busybox'/><arms baseline='" +
                            baseline + "'>" + arms +
                            "</arms><design control='aa'/><scenario name='boot' title='Boot'><boot "
                            "count='1' marker='twinvirt: ready'/></scenario></benchmark>");
        EXPECT_TRUE(spec) << spec.error().message;
        return spec.value();
    }
    static std::string container(const std::string& name, const std::string& use) {
        return "<arm name='" + name + "' type='lxc' title='" + name + "' domain='" + examples +
               "app.xml' image='tree' use='" + use + "'/>";
    }
    Result<PreparedRun> prepare(const BenchmarkSpec& spec) {
        const auto driverFor = [this](DomainType) -> Result<Driver*> {
            if (!driverIsHere_)
                return Error{ErrorCode::noConnect, "there is no driver"};
            return &driver_;
        };
        const auto openDriver = [](DomainType) -> Result<std::shared_ptr<Driver>> {
            return Error{ErrorCode::noSupport, "no instances start at once here"};
        };
        return prepareArms(spec, {directory_.path(), directory_.path(), "/bin/true", driverFor,
                                  openDriver, progress_, stop_});
    }

    test::TemporaryDirectory directory_{"prepare"};
    std::string before_;
    bool driverIsHere_ = true;
    FakeDriver driver_;
    NoProgress progress_;
    StopRequest stop_;
};

std::vector<std::string> namesOf(const PreparedRun& run) {
    std::vector<std::string> names;
    for (const PreparedArm& arm : run.arms)
        names.push_back(arm.spec.name);
    return names;
}

TEST_F(PrepareArms, SkipToolsThatDoNotWorkAndRepeatTheFirstArmThatIsLeft) {
    BenchmarkSpec spec = specOf("peer", peer + container("app", "root"));
    auto run = prepare(spec);
    ASSERT_TRUE(run) << run.error().message;
    EXPECT_THAT(namesOf(*run), ElementsAre("app"));
    ASSERT_THAT(run->skipped, SizeIs(1));
    EXPECT_EQ(run->skipped[0].name, "peer");
    EXPECT_FALSE(run->skipped[0].required);
    const auto settled = settleArms(spec, *run);
    ASSERT_TRUE(settled) << settled.error().message;
    EXPECT_EQ(spec.baseline, "app");
    EXPECT_THAT(namesOf(*run), ElementsAre("app", "app-again"));
    EXPECT_EQ(run->arms[1].spec.controlOf, "app");
    EXPECT_EQ(run->arms[1].driver, &driver_) << "it can run";
}

TEST_F(PrepareArms, OfMachinesThatNothingEmulatesAreRequired) {
    const std::string machine = "<arm name='vm' type='kvm' title='vm' domain='" + examples +
                                "vm.xml' image='tree' use='initramfs' accel='auto'/>";
    driver_.capabilitiesText = "<capabilities><guest><arch name='aarch64'/></guest></capabilities>";
    const auto run = prepare(specOf("app", container("app", "root") + machine));
    ASSERT_TRUE(run) << run.error().message;
    EXPECT_THAT(namesOf(*run), ElementsAre("app"));
    ASSERT_THAT(run->skipped, SizeIs(1));
    EXPECT_THAT(run->skipped[0].reason, HasSubstr("no emulator for x86_64"));
    EXPECT_TRUE(run->skipped[0].required);
}

TEST_F(PrepareArms, OfOursWithoutTheirDriverAreRequired) {
    driverIsHere_ = false;
    BenchmarkSpec spec = specOf("app", container("app", "root"));
    auto run = prepare(spec);
    ASSERT_TRUE(run) << run.error().message;
    ASSERT_THAT(run->skipped, SizeIs(1));
    EXPECT_TRUE(run->skipped[0].required);
    EXPECT_EQ(run->skipped[0].reason, "there is no driver");
    const auto settled = settleArms(spec, *run);
    ASSERT_FALSE(settled);
    EXPECT_EQ(settled.error().code, ErrorCode::operationUnsupported);
    EXPECT_THAT(settled.error().message, HasSubstr("there is no driver"));
}

TEST_F(PrepareArms, OnADiskHaveAnExt4ImageOfTheTreeAsTheirRoot) {
    if (::access("/sbin/mke2fs", X_OK) != 0)
        GTEST_SKIP() << "there is no mke2fs (package e2fsprogs)";
    const auto run = prepare(specOf("app", container("app", "disk")));
    ASSERT_TRUE(run) << run.error().message;
    const auto& filesystems = run->arms.at(0).definition.devices.filesystems;
    const auto root = std::ranges::find(filesystems, "/", &Filesystem::target);
    ASSERT_NE(root, filesystems.end());
    EXPECT_EQ(root->type, "file");
    EXPECT_TRUE(root->readOnly) << "the instances share it";
    const std::string image = readFile(root->source.value_or(""), 256U << 20U).value();
    ASSERT_GT(image.size(), 2048U);
    EXPECT_EQ(image.substr(1024 + 56, 2), "\x53\xef") << "the magic number of ext4";
}

TEST_F(PrepareArms, PinInstancesOfEveryKindToTheSameCpus) {
    const auto run = prepare(specOf("app", container("app", "root")));
    ASSERT_TRUE(run) << run.error().message;
    const auto cpusOf = [&](const PreparedArm& arm, unsigned index) {
        return instanceDocument(arm, "x", Payload::init, index).definition.vcpu.cpuset;
    };
    PreparedArm machine = run->arms.at(0);
    machine.definition.type = DomainType::kvm;
    EXPECT_EQ(cpusOf(run->arms.at(0), 0), cpusOf(machine, 0));
    EXPECT_EQ(cpusOf(run->arms.at(0), 1), cpusOf(machine, 1));
    EXPECT_TRUE(cpusOf(machine, 0));
    machine.definition.vcpu.cpuset = "0";
    EXPECT_EQ(cpusOf(machine, 0), "0") << "what a definition asks for itself stays";
    EXPECT_EQ(cpusOf(machine, 1), "0");
}

} // namespace
} // namespace twinvirt::bench
