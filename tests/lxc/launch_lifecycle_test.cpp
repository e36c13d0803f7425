// How a container ends, begins anew, and what is left of it.
#include "lxc/isolation/release.h"
#include "lxc/launch_fixture.h"
#include "support/kill_process.h"
#include "util/atomic_file.h"
#include "util/process.h"

#include <gmock/gmock.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include <array>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <unistd.h>

namespace twinvirt::lxc {

using testing::HasSubstr;
namespace fs = std::filesystem;

TEST_F(LaunchTest, saysHowInitEndedAndLeavesNothing) {
    const std::vector<std::pair<std::vector<std::string>, std::string>> cases = {
        {{"exit", "3"}, "exit 3"}, {{"poweroff"}, "poweroff"}, {{"crash"}, "signal 4"}};
    for (const auto& [verbs, end] : cases) {
        persistent = true;
        spec.onReboot = LifecycleAction::destroy;
        probe(verbs);
        ASSERT_TRUE(launch());
        ASSERT_TRUE(waitUntilGone());
        EXPECT_EQ(readFile(run.lastEnd()).value_or("nothing"), end);
        EXPECT_EQ(leftovers(), "");
    }
}

TEST_F(LaunchTest, restartsOnARebootWithItsConsoleClientsAndItsOutput) {
    probe({"say", "run", "shout", "wait-ms", "1100", "reboot"});
    spec.onReboot = LifecycleAction::restart;
    ASSERT_TRUE(launch());
    const auto client = connectConsole(run.consoleSocket(), ConsoleAccess::normal);
    ASSERT_TRUE(client);
    const pid_t first = status.initPid;
    ASSERT_EQ(::write(client->get(), "\x04", 1), 1); // ends `shout`: then it reboots
    std::string text;
    for (int i = 0; i < 400 && text.find("run", text.find("run") + 1) == std::string::npos; ++i) {
        std::array<char, 1024> buffer{};
        const ssize_t count = ::recv(client->get(), buffer.data(), buffer.size(), MSG_DONTWAIT);
        ASSERT_NE(count, 0) << "the client was cut off";
        if (count > 0)
            text.append(buffer.data(), static_cast<std::size_t>(count));
        ::usleep(20000);
    }
    const auto now = decodeStatus(readFile(run.status()).value_or(""));
    ASSERT_TRUE(now);
    EXPECT_NE(now->initPid, first);
    EXPECT_EQ(now->supervisorPid, status.supervisorPid) << "the domain's id changed";
    status = *now;
    destroy();
    EXPECT_TRUE(waitUntilGone());
    EXPECT_EQ(leftovers(), "");
}

TEST_F(LaunchTest, doesWhatTheDriverWroteInsteadOfRestarting) {
    probe({"say", "end", "shout"});
    spec.onPoweroff = LifecycleAction::restart;
    ASSERT_TRUE(launch());
    (void)console();
    ASSERT_TRUE(writeFileAtomically(run.nextAction(), "destroy", Durability::volatileState));
    const auto client = connectConsole(run.consoleSocket(), ConsoleAccess::normal);
    ASSERT_TRUE(client);
    ASSERT_EQ(::write(client->get(), "\x04", 1), 1);
    EXPECT_TRUE(waitUntilGone());
}

TEST_F(LaunchTest, isDestroyedThoughItIgnoresSignalsAndHasChildren) {
    probe({"ignore-signals", "fork", "20", "say", "end", "sleep"});
    ASSERT_TRUE(launch());
    (void)console();
    destroy();
    EXPECT_TRUE(waitUntilGone());
    EXPECT_EQ(leftovers(), "");
}

TEST_F(LaunchTest, isDestroyedThoughItIsFrozen) {
    probe({"fork", "3", "say", "end", "sleep"});
    ASSERT_TRUE(launch());
    (void)console();
    for (const auto& cgroup : spec.cgroups) {
        const std::string own = cgroup.mountPoint + cgroup.path;
        std::ofstream(own + "/cgroup.freeze") << "1";
        if (cgroup.controllers == "freezer")
            std::ofstream(own + "/freezer.state") << "FROZEN";
    }
    destroy();
    EXPECT_TRUE(waitUntilGone());
    EXPECT_EQ(leftovers(), "");
}

TEST_F(LaunchTest, startsPausedBeforeItsFirstInstruction) {
    spec.paused = true;
    probe({"say", "awake", "sleep"});
    ASSERT_TRUE(launch());
    ::usleep(100000);
    EXPECT_THAT(readFile("/proc/" + std::to_string(status.initPid) + "/cmdline").value_or(""),
                HasSubstr("twinvirt-supervisor"));
    for (const auto& cgroup : spec.cgroups) {
        const std::string own = cgroup.mountPoint + cgroup.path;
        if (cgroup.unified)
            std::ofstream(own + "/cgroup.freeze") << "0";
        else if (cgroup.controllers == "freezer")
            std::ofstream(own + "/freezer.state") << "THAWED";
    }
    EXPECT_THAT(console("awake"), HasSubstr("awake"));
}

TEST_F(LaunchTest, diesWithItsKeeperAndIsReleasedByWhoFindsIt) {
    probe({"fork", "3", "say", "end", "sleep"});
    ASSERT_TRUE(launch());
    (void)console();
    const auto init = openPidfd(status.initPid);
    test::killProcess(supervisor); // our own child, not yet waited for
    ASSERT_TRUE(init);
    EXPECT_TRUE(waitForExit(init->get(), std::chrono::seconds(10)).value_or(false));
    const auto lock = claimRunDirectory(run, std::chrono::seconds(5));
    ASSERT_TRUE(lock) << "the lock outlived its holder";
    EXPECT_TRUE(releaseContainer(run));
    EXPECT_TRUE(releaseContainer(run)) << "a second release";
    EXPECT_EQ(leftovers(), "");
}

TEST_F(LaunchTest, namesTheStepsAndTheirTimes) {
    probe({"sleep"});
    ASSERT_TRUE(launch());
    EXPECT_THAT(status.steps,
                testing::Contains(testing::Field(&StepRecord::step, testing::Eq("clone"))));
    for (const auto& step : status.steps)
        EXPECT_LT(step.durationNs, 10000000000U) << step.step;
}

/// Each step of the launch, broken in each way.
class FaultTest : public LaunchTest, public testing::WithParamInterface<std::string> {};

TEST_P(FaultTest, leavesNothing) {
    useOwnRoot();
    spec.ownNetwork = true;
    spec.idMap.uids = {IdMapRange{0, 1700000000, 65536}};
    spec.idMap.gids = {IdMapRange{0, 1700000000, 65536}};
    spec.shiftFiles = true;
    spec.ownTime = true;
    fs::permissions(directory, fs::perms::owner_all | fs::perms::others_exec);
    probe({"sleep"});
    useFault(GetParam());
    const auto launched = launch();
    ASSERT_FALSE(launched) << "the fault was not met";
    if (GetParam().find(":kill") != std::string::npos) {
        EXPECT_EQ(launched.error().message, "the supervisor died");
        const auto lock = claimRunDirectory(run, std::chrono::seconds(5));
        ASSERT_TRUE(lock);
        EXPECT_TRUE(releaseContainer(run));
    } else {
        EXPECT_THAT(launched.error().message,
                    HasSubstr(GetParam().substr(0, GetParam().find(':'))));
    }
    EXPECT_EQ(leftovers(), "");
}

static std::vector<std::string> everyFault() {
    std::vector<std::string> faults;
    for (const char* step : {"user",        "session", "limits",       "time",
                             "cgroup",      "network", "hostname",     "kernel-filesystems",
                             "root",        "dev",     "proc",         "sys",
                             "cgroup-view", "mounts",  "mount-locks",  "read-only-root",
                             "identity",    "console", "capabilities", "seccomp"})
        for (const char* phase : {"prepare:fail", "attach:fail", "enter:fail", "prepare:kill",
                                  "attach:kill", "enter:kill", "enter:die"})
            faults.push_back(std::string(step) + ":" + phase);
    return faults;
}

INSTANTIATE_TEST_SUITE_P(AllSteps, FaultTest, testing::ValuesIn(everyFault()),
                         [](const auto& fault) {
                             std::string name = fault.param;
                             for (char& c : name)
                                 if (c == ':' || c == '-')
                                     c = '_';
                             return name;
                         });

} // namespace twinvirt::lxc
