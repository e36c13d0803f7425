// The network between the host and its guests as `bench run` makes, measures and removes it.
#include "benchmark/run/stop_request.h"
#include "real_run.h"
#include "support/kill_process.h"
#include "util/atomic_file.h"
#include "util/network_device.h"
#include "util/process.h"

#include <gmock/gmock.h>
#include <sys/wait.h>

#include <algorithm>
#include <csignal>
#include <fcntl.h>
#include <thread>

namespace twinvirt::bench {
namespace {

using ::testing::AllOf;
using ::testing::Each;
using ::testing::Gt;
using ::testing::HasSubstr;
using ::testing::SizeIs;

const std::string twinsh = TWINVIRT_BIN_DIR "/twinsh";
const std::string work = "<network batches='2' batch-ms='20' timeout='250s'><kernel name='net-rr'/>"
                         "<kernel name='net-bulk'/></network>";

class RealRunNetwork : public RealRun {
  protected:
    void expectFigures(const BenchmarkResult& result, const std::string& arm) {
        for (const char* metric : {"net-rr", "net-bulk", "net-rr-p50", "net-rr-p95", "net-rr-p99"})
            EXPECT_THAT(figure(result, arm, metric), AllOf(SizeIs(2), Each(Gt(0))))
                << arm << ", " << metric;
        EXPECT_THAT(figure(result, arm, "net-bulk-cpu"), AllOf(SizeIs(1), Each(Gt(0)))) << arm;
    }

    /// Starts a run without an end and waits until it measures.
    pid_t startLong() {
        write("", "<network batches='100' batch-ms='10000'><kernel name='net-bulk'/></network>");
        const UniqueFd log(::open((directory_ / "output").c_str(),
                                  O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
        SpawnRequest request;
        request.program = twinsh;
        request.arguments = arguments();
        request.descriptors = {{log.get(), 1}, {log.get(), 2}};
        const auto pid = spawnProcess(request);
        EXPECT_TRUE(pid) << pid.error().message;
        return pid.value();
    }
    /// The bridge of a run that has got as far as connecting a namespace to it.
    static std::string awaitBridge() {
        for (int tenths = 0; tenths < 600; ++tenths) {
            const std::vector<std::string> bridges = listBridges().value();
            for (const std::string& name : bridges)
                if (name.starts_with("tvbench") && deviceExists("tvpair" + name.substr(7)))
                    return name;
            std::this_thread::sleep_for(std::chrono::milliseconds(100));
        }
        return "";
    }
};

TEST_F(RealRunNetwork, MeasuresHostAndContainer) {
    const auto result = run("", work);
    EXPECT_EQ(result.outcome, Outcome::complete) << result.failure;
    expectFigures(result, "host");
    expectFigures(result, "app");
    expectNothingLeft(result.runId);
}

TEST_F(RealRunNetwork, MeasuresAMachineWithAVirtioCardOnATap) {
    const auto list =
        runProcess(twinsh, {"-c", "qemu:///system", "list", "--name"}, std::chrono::seconds(60));
    if (!list || !WIFEXITED(list->status) || WEXITSTATUS(list->status) != 0)
        GTEST_SKIP() << "there is no libvirt for machines";
    const auto result = run(
        "<arm name='vm' type='kvm' title='machine' domain='" + benchmarkExamples +
            "vm.xml' image='tree' use='initramfs'/><arm name='disk' type='kvm' title='on a disk' "
            "domain='" +
            benchmarkExamples +
            "vm.xml' image='tree' use='disk'/>"
            "<arm name='micro' type='kvm' title='microvm' domain='" +
            benchmarkExamples + "vm-microvm.xml' image='tree' use='initramfs'/>",
        work);
    EXPECT_EQ(result.outcome, Outcome::complete) << result.failure;
    for (const char* arm : {"vm", "disk", "micro"})
        expectFigures(result, arm);
    expectNothingLeft(result.runId);
}

TEST_F(RealRunNetwork, IsGoneAfterAnInterrupt) {
    const pid_t pid = startLong();
    const std::string bridge = awaitBridge();
    ASSERT_NE(bridge, "") << readFile(directory_ / "output").value();
    test::killProcess(pid, SIGINT);
    int status = 0;
    ASSERT_EQ(::waitpid(pid, &status, 0), pid);
    EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 130);
    expectNothingLeft(bridge.substr(7));
}

TEST_F(RealRunNetwork, OfARunThatWasKilledIsRemovedByGc) {
    const pid_t pid = startLong();
    const std::string bridge = awaitBridge();
    ASSERT_NE(bridge, "") << readFile(directory_ / "output").value();
    test::killProcess(pid, SIGKILL);
    int status = 0;
    ASSERT_EQ(::waitpid(pid, &status, 0), pid);
    EXPECT_TRUE(deviceExists(bridge));
    const auto removed = runProcess(twinsh, {"bench", "gc"}, std::chrono::seconds(60));
    ASSERT_TRUE(removed);
    EXPECT_THAT(removed->output, HasSubstr("removed bridge " + bridge));
    // The probes end by themselves as soon as nobody is at the other end of their sockets.
    for (int tenths = 0; tenths < 100 && deviceExists("tvpair" + bridge.substr(7)); ++tenths)
        std::this_thread::sleep_for(std::chrono::milliseconds(100));
    expectNothingLeft(bridge.substr(7));
}

} // namespace
} // namespace twinvirt::bench
