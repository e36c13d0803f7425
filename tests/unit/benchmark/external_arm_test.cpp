// The life of a container of another tool, with a tool of the test's own on PATH that is called as
// crun is; and with every real tool that is installed.
#include "benchmark/run/console_watch.h"
#include "benchmark/run/cpu_share.h"
#include "benchmark/run/external/external_arm.h"
#include "benchmark/run/external/external_guest.h"
#include "benchmark/run/external/external_trial.h"
#include "benchmark/run/external/tool_cgroups.h"
#include "benchmark/spec/external_tools.h"
#include "image/root_tree.h"
#include "support/temporary_directory.h"
#include "util/atomic_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <thread>
#include <unistd.h>

namespace twinvirt::bench {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

/// Runs the guest as a child of nobody, on the console that it was given; FAKE_SAYS is what the
/// guest prints, FAKE_FAILS makes the start fail.
constexpr const char* fakeTool = R"(#!/bin/sh
case "$*" in
--version) [ -z "$FAKE_BROKEN" ] || { echo "I am broken"; exit 1; }
    echo "crun version 9.9"; exit 0 ;;
*" run "*)
    [ -z "$FAKE_FAILS" ] || { echo "no room at the inn"; exit 3; }
    pidfile=; while [ $# -gt 1 ]; do [ "$1" != --pid-file ] || pidfile=$2; shift; done
    ( echo "$FAKE_SAYS"; exec sleep 1000 ) &
    echo $! >"$pidfile"; cp "$pidfile" "$FAKE_STATE/$1" ;;
*" delete "*)
    while [ $# -gt 1 ]; do shift; done
    [ ! -e "$FAKE_STATE/$1" ] || { kill -9 $(cat "$FAKE_STATE/$1"); rm "$FAKE_STATE/$1"; } ;;
esac
)";

class ExternalArmTest : public ::testing::Test {
  protected:
    void SetUp() override {
        if (::geteuid() != 0)
            GTEST_SKIP() << "containers need root";
        std::ofstream(directory_.path() + "/crun") << fakeTool;
        ::chmod((directory_.path() + "/crun").c_str(), 0755);
        fs::create_directories(work_);
        before_ = std::getenv("PATH");
        ::setenv("PATH", (directory_.path() + ":" + before_).c_str(), 1);
        ::setenv("FAKE_STATE", directory_.path().c_str(), 1);
        ::setenv("FAKE_SAYS", "twinvirt: ready", 1);
    }
    void TearDown() override {
        for (const char* name : {"FAKE_STATE", "FAKE_SAYS", "FAKE_FAILS", "FAKE_BROKEN"})
            ::unsetenv(name);
        if (!before_.empty())
            ::setenv("PATH", before_.c_str(), 1);
    }

    Result<std::shared_ptr<ExternalArm>> prepare() const {
        ExternalGuest guest;
        guest.tree = "/";
        guest.command = {"/bin/true"};
        guest.memoryKib = 65536;
        return ExternalArm::prepare("crun", externalDirectory(work_, "fake"), guest);
    }
    static bool runs(pid_t pid) {
        const auto stat = readFile("/proc/" + std::to_string(pid) + "/stat");
        return stat && stat->find(") Z ") == std::string::npos;
    }

    test::TemporaryDirectory directory_{"external"};
    std::string work_ = directory_.path() + "/work";
    std::string before_;
    StopRequest stop_;
};

TEST_F(ExternalArmTest, BootsUntilTheMarkerCountsItsProcessesAndLeavesNothing) {
    const auto arm = prepare();
    ASSERT_TRUE(arm) << arm.error().message;
    EXPECT_EQ((*arm)->version(), "crun 9.9");
    const auto container = (*arm)->newContainer("bench-0a0b0c0d-fake-1", "0");
    ASSERT_TRUE(container->configure());
    const auto started = container->start();
    ASSERT_TRUE(started) << started.error().message;
    const auto ready =
        waitForMarker(container->console(), "twinvirt: ready", std::chrono::seconds(60), stop_);
    ASSERT_TRUE(ready) << ready.error().message;
    const auto footprint = container->footprint();
    ASSERT_TRUE(footprint) << footprint.error().message;
    EXPECT_THAT(footprint->runtime, IsEmpty());
    ASSERT_THAT(footprint->guest, Not(IsEmpty()));
    const pid_t pid = footprint->guest.front();
    EXPECT_TRUE(runs(pid));
    EXPECT_THAT(container->left(), HasSubstr("bench-0a0b0c0d-fake-1")) << "its directory";
    const auto destroyed = container->destroy();
    EXPECT_TRUE(destroyed) << destroyed.error().message;
    container->clean();
    EXPECT_FALSE(runs(pid));
    EXPECT_EQ(container->left(), "");
}

TEST_F(ExternalArmTest, GivesTheToolTheTreeTheProgramAndTheLimits) {
    const auto arm = prepare();
    ASSERT_TRUE(arm) << arm.error().message;
    const auto container = (*arm)->newContainer("bench-0a0b0c0d-fake-1", "1");
    ASSERT_TRUE(container->configure());
    const auto configuration =
        readFile(externalDirectory(work_, "fake") + "/bench-0a0b0c0d-fake-1/config.json");
    ASSERT_TRUE(configuration) << configuration.error().message;
    for (const char* part : {"\"/bin/true\"", "\"limit\": 67108864", "\"cpus\": \"1\"",
                             "\"readonly\": true", "/dev/pts/"})
        EXPECT_THAT(*configuration, HasSubstr(part));
}

TEST_F(ExternalArmTest, ThatCannotStartSaysWhatTheToolSaid) {
    const auto arm = prepare();
    ASSERT_TRUE(arm) << arm.error().message;
    ::setenv("FAKE_FAILS", "1", 1);
    const auto tried = tryExternalArm(**arm, "fake", "twinvirt: ready", 1, stop_);
    ASSERT_FALSE(tried);
    EXPECT_THAT(tried.error().message, HasSubstr("status 3: no room at the inn"));
}

TEST_F(ExternalArmTest, WhoseGuestEndsWithoutTheMarkerSaysWhatItPrinted) {
    const auto arm = prepare();
    ASSERT_TRUE(arm) << arm.error().message;
    ::setenv("FAKE_SAYS", "panic", 1);
    const auto container = (*arm)->newContainer("bench-0a0b0c0d-fake-1", "0");
    ASSERT_TRUE(container->configure());
    ASSERT_TRUE(container->start());
    const auto ready = waitForMarker(container->console(), "twinvirt: ready",
                                     std::chrono::milliseconds(300), stop_);
    ASSERT_FALSE(ready);
    EXPECT_THAT(ready.error().message, HasSubstr("panic"));
}

TEST_F(ExternalArmTest, OfAToolThatDoesNotEvenSayItsVersionIsRefusedWithItsWords) {
    ::setenv("FAKE_BROKEN", "1", 1);
    const auto arm = prepare();
    ASSERT_FALSE(arm);
    EXPECT_THAT(arm.error().message, HasSubstr("I am broken"));
}

TEST_F(ExternalArmTest, OfARunThatWasKilledIsRemovedByItsWorkDirectoryAlone) {
    const pid_t child = ::fork();
    if (child == 0) { // the run
        const auto arm = prepare();
        const auto container = (*arm)->newContainer("bench-0a0b0c0d-fake-1", "0");
        const bool up = container->configure().has_value() && container->start().has_value();
        std::ofstream(directory_.path() + (up ? "/up" : "/down")) << "\n";
        ::kill(::getpid(), SIGKILL);
    }
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    ASSERT_TRUE(fs::exists(directory_.path() + "/up"));
    pid_t pid = -1;
    std::ifstream(directory_.path() + "/bench-0a0b0c0d-fake-1") >> pid;
    ASSERT_TRUE(runs(pid));
    const auto removed = removeExternalLeftovers(work_);
    ASSERT_TRUE(removed) << removed.error().message;
    EXPECT_THAT(*removed, ElementsAre("bench-0a0b0c0d-fake-1"));
    EXPECT_FALSE(runs(pid));
    EXPECT_FALSE(fs::exists(externalDirectory(work_, "fake") + "/bench-0a0b0c0d-fake-1"));
}

TEST(ToolCgroups, AreFoundByTheWholeNameInEveryTree) {
    const test::TemporaryDirectory root("cgroups");
    for (const char* path :
         {"memory/bench-a-1", "memory/bench-a-10", "pids/machine/lxc-7-bench-a-1",
          "unified/bench-a-1-monitor/below", "pids/other"})
        fs::create_directories(root.path() + "/" + path);
    std::ofstream(root.path() + "/unified/bench-a-1-monitor/below/cgroup.procs") << "41\n42\n";
    auto found = cgroupsNamed(root.path(), "bench-a-1");
    EXPECT_THAT(found, SizeIs(3));
    EXPECT_THAT(found, Not(::testing::Contains(HasSubstr("bench-a-10"))));
    EXPECT_THAT(processesIn(found), ElementsAre(41, 42));
    std::remove((root.path() + "/unified/bench-a-1-monitor/below/cgroup.procs").c_str());
    removeCgroups(found);
    EXPECT_THAT(cgroupsNamed(root.path(), "bench-a-1"), IsEmpty());
    EXPECT_TRUE(fs::exists(root.path() + "/memory/bench-a-10"));
}

TEST(ExternalGuestTest, TakesProgramMemoryAndRamFromADefinitionAndRefusesTheRest) {
    DomainDefinition domain = defaultExternalDefinition();
    domain.os.init = "/bin/sh";
    domain.os.initArguments = {"-c", "true"};
    const auto guest = externalGuest(domain, "x.xml", "/tree");
    ASSERT_TRUE(guest) << guest.error().message;
    EXPECT_THAT(guest->command, ElementsAre("/bin/sh", "-c", "true"));
    EXPECT_EQ(guest->memoryKib, 131072U);
    EXPECT_THAT(guest->ram, SizeIs(3));

    Filesystem data;
    data.target = "/data";
    data.line = 12;
    domain.devices.filesystems.push_back(data);
    const auto refused = externalGuest(domain, "x.xml", "/tree");
    ASSERT_FALSE(refused);
    EXPECT_THAT(refused.error().message, HasSubstr("x.xml:12: <filesystem>"));
    domain.devices.filesystems.back().target = "/";
    EXPECT_THAT(externalGuest(domain, "x.xml", "/tree").error().message, HasSubstr("<readonly/>"));
}

/// Not a tool of the test's own: those that are installed here.
class RealTool : public ::testing::TestWithParam<std::string> {
  protected:
    void SetUp() override {
        if (::geteuid() != 0)
            GTEST_SKIP() << "containers need root";
        NoProgress progress;
        if (const auto made = createBusyboxTree(tree_, progress); !made)
            GTEST_SKIP() << made.error().message;
        guest_ = externalGuest(defaultExternalDefinition(), "", tree_).value();
    }

    /// Processes, those of daemons too, that were called with a path of this test's.
    [[nodiscard]] std::vector<std::string> processes() const {
        std::vector<std::string> found;
        for (const auto& entry : fs::directory_iterator("/proc")) {
            const auto line = readFile(entry.path().string() + "/cmdline");
            if (line && line->find(directory_.path()) != std::string::npos)
                found.push_back(*line);
        }
        return found;
    }

    test::TemporaryDirectory directory_{"tool"};
    const std::string tree_ = directory_.path() + "/tree";
    const std::string name_ = "bench-" + std::to_string(::getpid()) + "-real-1";
    ExternalGuest guest_;
    StopRequest stop_;
};

TEST_P(RealTool, BootsTheInitOfATreeAndLeavesNothing) {
    const auto arm =
        ExternalArm::prepare(GetParam(), externalDirectory(directory_.path(), "x"), guest_);
    if (!arm)
        GTEST_SKIP() << arm.error().message;
    const auto container = (*arm)->newContainer(name_, cpusFor(0, 1));
    ASSERT_TRUE(container->configure());
    if (const auto started = container->start(); !started)
        GTEST_SKIP() << started.error().message;
    const auto ready =
        waitForMarker(container->console(), readyMarker, std::chrono::seconds(120), stop_);
    ASSERT_TRUE(ready) << ready.error().message;
    const auto gone = container->letConsoleGo();
    EXPECT_TRUE(gone) << gone.error().message;
    const auto footprint = container->footprint();
    ASSERT_TRUE(footprint) << footprint.error().message;
    EXPECT_THAT(footprint->guest, Not(IsEmpty()));
    EXPECT_THAT(footprint->cgroupMemoryFiles, SizeIs(1)) << "its memory is limited and counted";
    const auto destroyed = container->destroy();
    EXPECT_TRUE(destroyed) << destroyed.error().message;
    container->clean();
    EXPECT_EQ(container->left(), "");
}

TEST_P(RealTool, OfARunThatWasKilledIsEndedByItsWorkDirectoryAlone) {
    const std::string up = directory_.path() + "/up";
    const pid_t child = ::fork();
    if (child == 0) { // the run
        const auto arm =
            ExternalArm::prepare(GetParam(), externalDirectory(directory_.path(), "x"), guest_);
        if (!arm)
            ::_exit(1);
        const auto container = (*arm)->newContainer(name_, cpusFor(0, 1));
        if (container->configure() && container->start() &&
            waitForMarker(container->console(), readyMarker, std::chrono::seconds(120), stop_))
            std::ofstream(up) << "\n";
        ::kill(::getpid(), SIGKILL);
    }
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    if (!WIFSIGNALED(status) || !fs::exists(up))
        GTEST_SKIP() << GetParam() << " does not work here";
    EXPECT_THAT(cgroupsNamed("/sys/fs/cgroup", name_), Not(IsEmpty()));
    const auto removed = removeExternalLeftovers(directory_.path());
    ASSERT_TRUE(removed) << removed.error().message;
    EXPECT_THAT(*removed, ElementsAre(name_));
    EXPECT_THAT(cgroupsNamed("/sys/fs/cgroup", name_), IsEmpty());
    for (int tries = 0; tries < 500 && !processes().empty(); ++tries) // podman's own cleaner
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
    EXPECT_THAT(processes(), IsEmpty());
}

INSTANTIATE_TEST_SUITE_P(OfOthers, RealTool, ::testing::ValuesIn(externalTools()),
                         [](const auto& tool) {
                             std::string name = tool.param;
                             std::erase(name, '-');
                             return name;
                         });

} // namespace
} // namespace twinvirt::bench
