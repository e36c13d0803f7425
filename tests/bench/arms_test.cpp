// What arms leave: a run that is killed, of each kind of arm, and `bench gc` after it; and arms
// that cannot run here.
#include "failing_benchmark.h"
#include "support/kill_process.h"
#include "util/atomic_file.h"

#include <gmock/gmock.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <unistd.h>

namespace twinvirt::bench {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;

const std::string examples = TWINVIRT_SOURCE_DIR "/xml-examples/benchmark/";

/// Called as crun is, but it says only that it is broken.
constexpr const char* brokenTool = "#!/bin/sh\necho 'out of order'; exit 1\n";
/// It starts and ends a process on the console, as a low-level runtime does.
constexpr const char* fakeTool = R"(#!/bin/sh
state=$(dirname "$0")
case "$*" in
--version) echo "crun version 9.9" ;;
*" run "*)
    pidfile=; while [ $# -gt 1 ]; do [ "$1" != --pid-file ] || pidfile=$2; shift; done
    ( echo "twinvirt: ready"; exec sleep 1000 ) &
    echo $! >"$pidfile"; cp "$pidfile" "$state/$1" ;;
*" delete "*)
    while [ $# -gt 1 ]; do shift; done
    [ ! -e "$state/$1" ] || { kill -9 $(cat "$state/$1"); rm "$state/$1"; } ;;
esac
)";

class BenchmarkArms : public FailingBenchmark {
  protected:
    void SetUp() override {
        FailingBenchmark::SetUp();
        const char* path = std::getenv("PATH");
        before_ = path == nullptr ? "" : path;
    }
    void TearDown() override {
        ::setenv("PATH", before_.c_str(), 1);
        FailingBenchmark::TearDown();
    }

    void putTool(const char* script) {
        const std::string tools = directory_ + "/tools";
        std::filesystem::create_directories(tools);
        std::ofstream(tools + "/crun") << script;
        ::chmod((tools + "/crun").c_str(), 0755);
        ::setenv("PATH", (tools + ":" + before_).c_str(), 1);
    }
    void writeSpec(const std::string& baseline, const std::string& arms) const {
        std::ofstream(directory_ + "/spec.xml")
            << "<benchmark name='arms' version='1'><title>Arms</title>"
               "<image id='tree' template='busybox'/><arms baseline='"
            << baseline << "'>" << arms
            << "</arms><design rounds='20' warmup='0'/><gates wait='0s'/>"
               "<scenario name='boot' title='Boot'><boot count='2' marker='twinvirt: ready' "
               "hold='1.2s' timeout='300s'/></scenario></benchmark>\n";
    }
    [[nodiscard]] std::string arm(const std::string& name, const std::string& more) const {
        return "<arm name='" + name + "' title='" + name + "' image='tree' " + more + "/>";
    }

    /// Loop devices whose image stood in a work directory, also one that is deleted.
    static std::string loopDevicesOfBenchmarks() {
        const auto list =
            runProcess("/sbin/losetup", {"-l", "-n", "-O", "BACK-FILE"}, std::chrono::seconds(20));
        return list && list->output.find("twinvirt-bench-") != std::string::npos ? list->output
                                                                                 : "";
    }

    std::string before_;
};

TEST_F(BenchmarkArms, OfAnImageThatAreKilledLeaveNoLoopDeviceAfterGc) {
    writeSpec(arm_, arm(arm_, "type='lxc' use='disk' domain='" + examples + "os.xml'"));
    const std::string removed =
        killAndCollect("all 2 up", [] { EXPECT_NE(loopDevicesOfBenchmarks(), ""); });
    EXPECT_THAT(removed, AllOf(HasSubstr("-" + arm_ + "-1\n"), HasSubstr("-" + arm_ + "-2\n")));
    expectNothingLeft();
    EXPECT_EQ(loopDevicesOfBenchmarks(), "");
}

TEST_F(BenchmarkArms, OfAnotherToolThatAreKilledAreEndedByThatToolAtGc) {
    putTool(fakeTool);
    writeSpec(arm_, arm(arm_, "type='external' tool='crun'"));
    const std::string removed = killAndCollect("all 2 up");
    EXPECT_THAT(removed, AllOf(HasSubstr("-" + arm_ + "-1\n"), HasSubstr("-" + arm_ + "-2\n")));
    for (const auto& entry : std::filesystem::directory_iterator(directory_ + "/tools"))
        EXPECT_EQ(entry.path().filename(), "crun") << "the tool was not asked to delete it";
    expectNothingLeft();
}

TEST_F(BenchmarkArms, OfAnotherToolAreRemovedOnControlC) {
    putTool(fakeTool);
    writeSpec(arm_, arm(arm_, "type='external' tool='crun'"));
    const pid_t pid = start();
    ASSERT_TRUE(says("all 2 up")) << output();
    test::killProcess(pid, SIGINT);
    int status = 0;
    ASSERT_EQ(::waitpid(pid, &status, 0), pid);
    EXPECT_EQ(WEXITSTATUS(status), 130) << output();
    expectNothingLeft();
}

TEST_F(BenchmarkArms, OfMachinesThatAreKilledAreRemovedByGc) {
    if (::access("/usr/bin/qemu-system-x86_64", X_OK) != 0)
        GTEST_SKIP() << "there is no QEMU (package qemu-system-x86)";
    // Both boot in the trial; the first of the round is killed.
    writeSpec(arm_,
              arm(arm_, "type='kvm' use='disk' domain='" + examples + "vm.xml'") +
                  arm("m" + arm_, "type='kvm' use='disk' domain='" + examples + "vm-microvm.xml'"));
    const std::string removed = killAndCollect("all 2 up");
    EXPECT_THAT(removed, AllOf(HasSubstr(arm_ + "-1\n"), HasSubstr(arm_ + "-2\n")));
    expectNothingLeft();
}

TEST_F(BenchmarkArms, WhoseToolDoesNotWorkAreSkippedAndSaidToBe) {
    putTool(brokenTool);
    writeBenchmark(-1, ":", "60s", 1);
    writeSpec("peer", arm("peer", "type='external' tool='crun'") +
                          arm(arm_, "type='lxc' use='root' domain='" + examples + "app.xml'"));
    const auto run =
        runProcess(TWINVIRT_BIN_DIR "/twinsh",
                   {"bench", "run", directory_ + "/spec.xml", "--out", out_, "--rounds", "1"},
                   std::chrono::seconds(200));
    ASSERT_TRUE(run) << run.error().message;
    EXPECT_EQ(exitStatus(*run), 0) << run->errors << "a tool of others is no condition";
    EXPECT_THAT(run->errors, AllOf(HasSubstr("peer"), HasSubstr("out of order")));
    EXPECT_THAT(run->output, HasSubstr("Skipped: peer"));
    EXPECT_THAT(file("summary.md"), HasSubstr("out of order"));
    EXPECT_THAT(file("report.html"), HasSubstr("out of order"));
    ASSERT_THAT(result().skipped, SizeIs(1));
    EXPECT_EQ(result().design.baseline, arm_) << "the first arm that is left";
    EXPECT_THAT(result().command, HasSubstr("peer")) << "it may be there next time";
    expectNothingLeft();
}

TEST_F(BenchmarkArms, NoneOfWhichCanRunEndWithFive) {
    putTool(brokenTool);
    writeSpec("peer", arm("peer", "type='external' tool='crun'"));
    const auto run = FailingBenchmark::run();
    EXPECT_EQ(exitStatus(run), 5) << run.errors;
    EXPECT_THAT(run.errors, HasSubstr("out of order"));
    EXPECT_FALSE(std::filesystem::exists(out_));
    expectNothingLeft();
}

TEST_F(BenchmarkArms, WithoutKvmThatAskForItEndWithFive) {
    if (::access("/usr/bin/qemu-system-x86_64", X_OK) != 0)
        GTEST_SKIP() << "there is no QEMU (package qemu-system-x86)";
    writeSpec(arm_,
              arm(arm_, "type='kvm' use='initramfs' accel='kvm' domain='" + examples + "vm.xml'"));
    const auto run =
        runProcess(TWINVIRT_BIN_DIR "/twinsh",
                   {"bench", "run", directory_ + "/spec.xml", "--out", out_, "--rounds", "1"},
                   std::chrono::seconds(400));
    ASSERT_TRUE(run) << run.error().message;
    if (exitStatus(*run) == 0)
        GTEST_SKIP() << "KVM works here";
    EXPECT_EQ(exitStatus(*run), 5) << run->errors;
    EXPECT_THAT(run->errors, HasSubstr("KVM cannot run a guest"));
    expectNothingLeft();
}

} // namespace
} // namespace twinvirt::bench
