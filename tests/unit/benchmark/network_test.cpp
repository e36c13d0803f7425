// The network between host and guest: how it is written, which addresses it takes, and a block of
// it, in a network namespace of the test's own.
#include "benchmark/result/work_figures.h"
#include "benchmark/run/address_range.h"
#include "benchmark/run/block_runner.h"
#include "benchmark/run/run_network.h"
#include "benchmark/spec/read_spec.h"
#include "spec_checks.h"
#include "util/install_paths.h"
#include "util/network_device.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sched.h>
#include <thread>
#include <unistd.h>

namespace twinvirt::bench {
namespace {

using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::Gt;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

std::string specXml(const std::string& work) {
    return "<benchmark name='b' version='1'><title>T</title><image id='tree' template='busybox'/>\n"
           "<arms baseline='host'><arm name='host' type='host' title='host'/></arms>\n"
           "<scenario name='s' title='S'>" +
           work + "</scenario></benchmark>";
}

TEST(NetworkScenario, IsReadWithItsKernelsAndDefaults) {
    const std::string xml =
        specXml("<network timeout='9s'><kernel name='net-rr'/><kernel name='net-bulk'/></network>");
    const auto spec = parseBenchmarkSpec("b.xml", xml);
    ASSERT_TRUE(spec) << spec.error().message;
    EXPECT_TRUE(schemaAccepts(xml));
    const ScenarioSpec& scenario = spec->scenarios.at(0);
    EXPECT_THAT(scenario.probe.kernels, ElementsAre("net-rr", "net-bulk"));
    EXPECT_EQ(scenario.probe.batches, 5U);
    EXPECT_EQ(scenario.probe.batchMs, 200U);
    EXPECT_EQ(scenario.timeoutSeconds, 9);
}

TEST(NetworkScenario, ThatIsWrongIsRefusedByMappingAndSchema) {
    const std::pair<std::string, const char*> wrong[] = {
        {"<network/>", "b.xml:3: <network>: expected at least one <kernel>"},
        {"<network><kernel name='syscall'/></network>", "one of 'net-rr', 'net-bulk'"},
        {"<network batches='0'><kernel name='net-rr'/></network>", "a whole number from 1 to 100"},
        {"<probe><kernel name='net-rr'/></probe>", "one of 'cpu-int'"},
        {"<neighbour kernel='net-bulk' hogs='cpu'/>", "one of 'cpu-int'"},
    };
    for (const auto& [work, message] : wrong)
        expectRefused(specXml(work), message);
}

TEST(NetworkScenario, HasTheFiguresOfItsKernels) {
    const auto idsOf = [](std::vector<std::string> kernels) {
        Scenario scenario;
        scenario.work = "network";
        scenario.kernels = std::move(kernels);
        std::vector<std::string> ids;
        for (const Metric* metric : metricsOf(scenario))
            ids.push_back(metric->id);
        return ids;
    };
    EXPECT_THAT(idsOf({"net-rr"}), ElementsAre("net-rr-p50", "net-rr-p95", "net-rr-p99", "net-rr"));
    EXPECT_THAT(idsOf({"net-bulk"}), ElementsAre("net-bulk", "net-bulk-cpu"));
    EXPECT_EQ(findMetric("net-rr")->rateUnit, "1/s");
}

TEST(AddressRange, IsReadFromTheKernelsRoutes) {
    const auto ranges = routedRanges(
        "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT\n"
        "eth0\t00000000\t010200C0\t0003\t0\t0\t0\t00000000\t0\t0\t0\n"
        "eth0\t000200C0\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0\n"
        "cut short\n");
    EXPECT_THAT(ranges, ElementsAre(AddressRange{0, 0}, AddressRange{0xc0000200, 0xffffff00}));
    EXPECT_EQ(ranges[1].at(7), "192.0.2.7");
}

TEST(AddressRange, IsTheFirstThatNothingUses) {
    EXPECT_EQ(freeRange({}, 3)->at(1), "198.18.3.1");
    EXPECT_EQ(freeRange({}, 511)->at(1), "198.19.255.1");
    const AddressRange everything{0, 0};
    const AddressRange half{0x80000000, 0x80000000};
    EXPECT_EQ(freeRange({everything, half}, 0)->at(1), "198.18.0.1") << "only a way out";
    const AddressRange wider{0xc6120000, 0xfffffe00};   // 198.18.0.0/23
    const AddressRange address{0xc6120203, 0xffffffff}; // 198.18.2.3
    EXPECT_EQ(freeRange({wider, address}, 0)->at(1), "198.18.3.1");
    EXPECT_EQ(freeRange({{0xc6130000, 0xffff0000}}, 256)->at(1), "198.18.0.1") << "in a circle";
    const auto none = freeRange({{0xc6120000, 0xfffe0000}}, 0);
    ASSERT_FALSE(none);
    EXPECT_THAT(none.error().message, HasSubstr("198.18.0.0/15"));
}

TEST(DeviceAddress, IsAnAddressWithAPrefix) {
    const auto address = parseDeviceAddress("198.18.0.2/24");
    ASSERT_TRUE(address);
    EXPECT_EQ(deviceAddressText(*address), "198.18.0.2/24");
    for (const char* wrong : {"", "198.18.0.2", "198.18.0.2/", "198.18.0.2/33", "198.18.0/24",
                              "198.18.0.2/24x", "::1/64"})
        EXPECT_FALSE(parseDeviceAddress(wrong)) << wrong;
}

/// What runs in it changes nothing of the host's network.
class RealNetwork : public ::testing::Test {
  protected:
    void SetUp() override {
        if (::geteuid() != 0)
            GTEST_SKIP() << "network namespaces need root";
    }
    /// In a thread of its own, behind a network namespace.
    template <typename Act>
    static void apart(Act act) {
        std::thread([&] {
            ASSERT_EQ(::unshare(CLONE_NEWNET), 0);
            act();
        }).join();
    }
    static void createOrSkip(std::shared_ptr<RunNetwork>& network) {
        auto created = RunNetwork::create("0badf00d");
        if (!created)
            GTEST_SKIP() << created.error().message;
        network = *created;
    }

    static inline const std::string bridge = "tvbench0badf00d";
};

TEST_F(RealNetwork, IsABridgeThatGoesWithItsObject) {
    apart([] {
        std::shared_ptr<RunNetwork> network;
        createOrSkip(network);
        if (!network)
            return;
        EXPECT_EQ(network->bridge(), bridge);
        EXPECT_THAT(*listBridges(), ElementsAre(bridge));
        const auto second = RunNetwork::create("0badf00d");
        ASSERT_FALSE(second);
        EXPECT_THAT(second.error().message, HasSubstr("already"));
        EXPECT_TRUE(deviceExists(bridge)) << "the first one's";
        const auto other = RunNetwork::create("0badf00e");
        ASSERT_TRUE(other) << other.error().message;
        EXPECT_NE((*other)->hostAddress(), network->hostAddress());
        network.reset();
        EXPECT_FALSE(deviceExists(bridge));
        EXPECT_TRUE(deviceExists("tvbench0badf00e"));
    });
}

TEST_F(RealNetwork, OfARunThatWasKilledIsFoundByItsNameAndNoOtherBridgeIs) {
    apart([] {
        for (const char* name : {"tvbench0badf00d", "tvbenchmark", "br0"})
            if (const auto added = addBridge(name); !added)
                GTEST_SKIP() << added.error().message;
        ASSERT_TRUE(setDeviceUp(bridge, true));
        const auto removed = removeLeftRunNetworks();
        ASSERT_TRUE(removed) << removed.error().message;
        EXPECT_THAT(*removed, ElementsAre("bridge " + bridge));
        EXPECT_THAT(*listBridges(), ElementsAre("tvbenchmark", "br0"));
        EXPECT_THAT(*removeLeftRunNetworks(), IsEmpty());
    });
}

/// The block of an arm of the host, with the real probe.
void runBlockOnHost(const std::shared_ptr<RunNetwork>& network, Block& block) {
    PreparedArm arm;
    arm.spec.name = "host";
    arm.spec.type = "host";
    arm.probeProgram = InstallPaths::fromBin(TWINVIRT_BIN_DIR).libexec + "/twinvirt-bench-probe";
    arm.network = network;
    ScenarioSpec scenario;
    scenario.name = "net";
    scenario.work = "network";
    scenario.timeoutSeconds = 300; // a host may be busy
    scenario.probe = {{"net-rr", "net-bulk"}, 2, 5};
    const std::string runId = "0badf00d";
    const StopRequest stop;
    const auto host = HostReader::open("/proc", "/sys/fs/cgroup");
    const BlockContext context{scenario, runId, *host, stop, Clock::now(), {}};
    const auto done = runBlock(
        context, arm, false, [](unsigned) {}, block);
    ASSERT_TRUE(done) << done.error().message;
}

TEST_F(RealNetwork, IsMeasuredFromTheHostThroughAVethPairThatIsGoneAfterwards) {
    apart([] {
        std::shared_ptr<RunNetwork> network;
        createOrSkip(network);
        if (!network)
            return;
        Block block;
        runBlockOnHost(network, block);
        for (const char* id : {"net-rr", "net-bulk", "net-rr-p50", "net-rr-p95", "net-rr-p99"})
            EXPECT_THAT(findMetric(id)->values(block), ::testing::AllOf(SizeIs(2), Each(Gt(0))))
                << id;
        EXPECT_THAT(findMetric("net-bulk-cpu")->values(block),
                    ::testing::AllOf(SizeIs(1), Each(Gt(0))));
        for (std::size_t batch = 0; batch < 2; ++batch)
            EXPECT_LE(figureOf(block, "net-rr-p50")[batch], figureOf(block, "net-rr-p99")[batch]);
        EXPECT_FALSE(deviceExists("tvpair0badf00d"));
        Block again; // of the control, with the same names
        runBlockOnHost(network, again);
        EXPECT_THAT(again.kernels, SizeIs(2));
    });
}

} // namespace
} // namespace twinvirt::bench
