// Kernels of the static probe, on the host and as the first program of a container and a machine.
#include "benchmark/report/result_directory.h"
#include "benchmark/result/metrics.h"
#include "support/temporary_directory.h"
#include "util/process.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>

#include <fstream>
#include <unistd.h>

namespace twinvirt::bench {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;

const std::string examples = TWINVIRT_SOURCE_DIR "/xml-examples/benchmark/";

class RealKernels : public ::testing::Test {
  protected:
    void SetUp() override {
        if (::geteuid() != 0)
            GTEST_SKIP() << "containers need root";
    }

    /// Writes a specification of these arms and kernels and runs it.
    BenchmarkResult run(const std::string& arms, const std::vector<std::string>& kernels) {
        std::ofstream spec(directory_ / "spec.xml");
        spec << "<benchmark name='kernels' version='1'><title>K</title>"
                "<image id='tree' template='busybox'/><arms baseline='host'>"
                "<arm name='host' type='host' title='host'/>"
             << arms
             << "</arms><design rounds='1' warmup='0' control='aa'/><gates wait='0s'/>"
                "<scenario name='kernels' title='Kernels'><probe batches='2' batch-ms='5'>";
        for (const std::string& kernel : kernels)
            spec << "<kernel name='" << kernel << "'/>";
        spec << "</probe></scenario></benchmark>\n";
        spec.close();
        const auto done = runProcess(
            TWINVIRT_BIN_DIR "/twinsh",
            {"bench", "run", directory_ / "spec.xml", "--out", directory_ / "out", "--seed", "7"},
            std::chrono::seconds(300));
        EXPECT_TRUE(done) << done.error().message;
        EXPECT_TRUE(done && WIFEXITED(done->status) && WEXITSTATUS(done->status) == 0)
            << done->errors;
        const auto stored = readResultDirectory(directory_ / "out");
        EXPECT_TRUE(stored) << stored.error().message;
        return stored ? stored->result : BenchmarkResult{};
    }

    static void expectFigures(const BenchmarkResult& result, const std::string& arm,
                              std::size_t kernels) {
        const Block* block = result.rounds.empty() ? nullptr : findBlock(result.rounds[0], arm);
        ASSERT_NE(block, nullptr) << arm;
        ASSERT_THAT(block->kernels, SizeIs(kernels)) << arm;
        for (const KernelRun& kernel : block->kernels) {
            EXPECT_THAT(kernel.values, SizeIs(2)) << arm << ", " << kernel.kernel;
            for (const double value : kernel.values)
                EXPECT_GT(value, 0) << arm << ", " << kernel.kernel;
            EXPECT_GE(kernel.insideMs, 10) << "two batches of 5 ms";
            // Nothing of the time outside: a busy host reads both lines at once. The gate on clocks
            // judges that.
        }
    }

    test::TemporaryDirectory directory_{"bench-kernels"};
};

TEST_F(RealKernels, RunOnTheHostTwiceAndInAContainer) {
    const std::vector<std::string> kernels{"cpu-int",     "compress",           "syscall",
                                           "fork-exec",   "page-fault",         "context-switch",
                                           "file-random", "loopback-round-trip"};
    const auto result = run("<arm name='app' type='lxc' title='container' domain='" + examples +
                                "app.xml' image='tree' use='root'/>",
                            kernels);
    EXPECT_EQ(result.outcome, Outcome::complete) << result.failure;
    for (const char* arm : {"host", "host-again", "app"})
        expectFigures(result, arm, kernels.size());
    const ArmDescription* container = findArm(result, "app");
    ASSERT_NE(container, nullptr);
    EXPECT_THAT(container->definitionXml, HasSubstr("twinvirt-bench-probe</init>"));
    EXPECT_THAT(container->definitionXml, HasSubstr("cpuset='")) << "all arms have the same CPU";
    const auto list = runProcess(TWINVIRT_BIN_DIR "/twinsh", {"list", "--all", "--name"},
                                 std::chrono::seconds(60));
    ASSERT_TRUE(list);
    EXPECT_THAT(list->output, Not(HasSubstr("bench-")));
}

TEST_F(RealKernels, RunAsTheFirstProgramOfAMachine) {
    if (::access("/usr/bin/qemu-system-x86_64", X_OK) != 0 ||
        ::access("/usr/sbin/libvirtd", X_OK) != 0)
        GTEST_SKIP() << "needs QEMU and libvirtd";
    const auto result = run("<arm name='vm' type='kvm' title='machine' domain='" + examples +
                                "vm.xml' image='tree' use='initramfs'/>",
                            {"syscall", "triad"});
    EXPECT_EQ(result.outcome, Outcome::complete) << result.failure;
    expectFigures(result, "vm", 2);
}

} // namespace
} // namespace twinvirt::bench
