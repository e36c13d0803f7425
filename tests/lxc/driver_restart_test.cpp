// What follows from the end of init: reboots from outside and inside, and the three on_….
#include "lxc/driver_fixture.h"
#include "util/atomic_file.h"
#include "util/process.h"

#include <gmock/gmock.h>

#include <csignal>

namespace twinvirt::lxc {

using testing::HasSubstr;

class RestartTest : public DriverTest {
  protected:
    /// The console's log from the first word on, whatever run it is of.
    [[nodiscard]] std::string log() const { return twinsh({"logs", "web"}); }
    [[nodiscard]] bool hasStarted(int times) const {
        return becomes([&] {
            const auto text = log();
            int count = 0;
            for (auto at = text.find("hello"); at != std::string::npos;
                 at = text.find("hello", at + 1))
                ++count;
            return count == times;
        });
    }
};

TEST_F(RestartTest, RebootFromInsideStartsTheContainerAnewUnderTheSameId) {
    const auto identity = defineAndStart(probe("web", {"say", "hello", "shout", "reboot"}));
    const auto before = driver_->lookupByName("web").value();
    const pid_t init = status("web").initPid;
    const auto console =
        driver_->guest().openConsole(identity, "", twinvirt::ConsoleAccess::normal).value();
    ASSERT_EQ(::write(console.get(), "\x04", 1), 1); // ends `shout`: then it reboots
    EXPECT_TRUE(hasStarted(2)) << log();
    EXPECT_NE(status("web").initPid, init);
    EXPECT_EQ(driver_->lookupByName("web")->id, before.id);
    EXPECT_EQ(cgroupFile("web", "memory", "cgroup.procs"), std::to_string(status("web").initPid));
    ASSERT_TRUE(driver_->destroyDomain(identity));
    EXPECT_EQ(leftoversBesidesLastRun("web"), "");
}

TEST_F(RestartTest, RebootFromOutsideRestartsAnApplicationOnceWhateverOnPoweroffSays) {
    const auto identity = defineAndStart(document(
        "web", "/bin/sh", {"-c", "trap 'exit 0' TERM; echo hello; while :; do sleep 0.05; done"},
        "<on_poweroff>destroy</on_poweroff>"));
    ASSERT_TRUE(hasStarted(1));
    EXPECT_EQ(twinsh({"reboot", "web"}), "Domain 'web' is being rebooted\n\nexit 0");
    EXPECT_TRUE(hasStarted(2)) << log();
    EXPECT_EQ(*driver_->shutdownDomain(identity, {}), ShutdownOutcome::ended);
    EXPECT_EQ(driver_->lookupByName("web")->state, DomainState::shutoff);
    ASSERT_TRUE(driver_->startDomain(identity, {}));
    ASSERT_TRUE(hasStarted(1)) << "a new run, a new log: " << log();
    EXPECT_THAT(twinsh({"reboot", "web"}), HasSubstr("exit 0"));
    ASSERT_TRUE(hasStarted(2));
    const auto again = openPidfd(status("web").initPid);
    ASSERT_TRUE(again && sendSignal(again->get(), SIGTERM));
    EXPECT_TRUE(becomes([this] { return !driver_->lookupByName("web")->id; }))
        << "the wish to reboot was about one end";
}

TEST_F(RestartTest, OnPoweroffRestart) {
    defineAndStart(probe("web", {"say", "hello", "wait-ms", "50", "exit", "0"},
                         "<on_poweroff>restart</on_poweroff>"));
    EXPECT_TRUE(hasStarted(2)) << log();
}

TEST_F(RestartTest, OnCrashRestart) {
    defineAndStart(
        probe("web", {"say", "hello", "wait-ms", "50", "crash"}, "<on_crash>restart</on_crash>"));
    EXPECT_TRUE(hasStarted(2)) << log();
}

TEST_F(RestartTest, OnRebootDestroy) {
    defineAndStart(probe("web", {"say", "hello", "wait-ms", "50", "reboot"},
                         "<on_reboot>destroy</on_reboot>"));
    EXPECT_TRUE(becomes([this] { return !driver_->lookupByName("web")->id; }));
    EXPECT_TRUE(hasStarted(1)) << log();
}

TEST_F(RestartTest, APoweroffFromInsideIsAnEnd) {
    defineAndStart(probe("web", {"say", "hello", "wait-ms", "50", "poweroff"}));
    EXPECT_TRUE(becomes([this] { return !driver_->lookupByName("web")->id; }));
    EXPECT_EQ(driver_->lookupByName("web")->reason, 1) << "VIR_DOMAIN_SHUTOFF_SHUTDOWN";
}

TEST_F(RestartTest, TheLogOutlivesTheContainerAndGoesWithItsDefinition) {
    const auto identity = defineAndStart(probe("web", {"say", "last words", "crash"}));
    EXPECT_TRUE(becomes([this] { return !driver_->lookupByName("web")->id; }));
    EXPECT_THAT(log(), HasSubstr("last words"));
    EXPECT_THAT(twinsh({"logs", "web", "--follow"}), HasSubstr("last words"))
        << "there is nothing to wait for";
    EXPECT_THAT(twinsh({"logs", "web", "--json"}), HasSubstr("\"log\": \"last words\\r\\n"));
    ASSERT_TRUE(driver_->undefineDomain(identity));
    // It is shut off as soon as its init has ended; its keeper may still be releasing the rest.
    EXPECT_TRUE(becomes([this] { return leftovers().empty(); })) << leftovers();
}

TEST_F(RestartTest, PsListsTheContainersProcessesByBothNumbersAndASignalReachesThem) {
    const auto identity = defineAndStart(probe("web", {"fork", "2", "sleep"}));
    ASSERT_TRUE(becomes([&] { return driver_->guest().processes(identity)->size() == 3; }));
    const auto processes = driver_->guest().processes(identity).value();
    EXPECT_EQ(processes[0].pid, 1);
    EXPECT_EQ(processes[0].hostPid, status("web").initPid);
    EXPECT_EQ(processes[0].parentPid, 0);
    EXPECT_EQ(processes[1].parentPid, 1);
    EXPECT_THAT(processes[1].command, HasSubstr("twinvirt-probe"));
    const auto table = twinsh({"ps", "web"});
    EXPECT_THAT(table, HasSubstr(" PID   Host PID "));
    EXPECT_THAT(table, HasSubstr(std::to_string(processes[2].hostPid)));
    EXPECT_THAT(twinsh({"ps", "web", "--json"}), HasSubstr("\"hostPid\": "));

    const std::string inside = std::to_string(processes[2].pid);
    EXPECT_EQ(twinsh({"send-process-signal", "web", inside, "nop"}), "\nexit 0");
    EXPECT_EQ(twinsh({"send-process-signal", "web", inside, "SIGKILL"}), "\nexit 0");
    EXPECT_TRUE(ends(processes[2].hostPid));
    EXPECT_THAT(twinsh({"send-process-signal", "web", "4000000", "term"}),
                AllOf(HasSubstr("no process 4000000"), HasSubstr("exit 1")));
    EXPECT_THAT(twinsh({"send-process-signal", "web", "1", "foo"}),
                HasSubstr("malformed signal name: foo"));
    // Its own process group: both forked ones left init's session.
    EXPECT_EQ(twinsh({"send-process-signal", "web", "-" + std::to_string(processes[1].pid), "9"}),
              "\nexit 0");
    EXPECT_TRUE(ends(processes[1].hostPid));
    EXPECT_EQ(driver_->lookupByName("web")->state, DomainState::running);
}

TEST_F(RestartTest, EnterNamespaceRunsACommandAsVirshDoes) {
    defineAndStart(probe("web", {"sleep"}));
    EXPECT_EQ(twinsh({"lxc-enter-namespace", "web", "--", "/bin/echo", "inside"}),
              "inside\nexit 0");
    EXPECT_THAT(
        twinsh({"lxc-enter-namespace", "web", "--noseclabel", "--", "/bin/sh", "-c", "exit 3"}),
        AllOf(HasSubstr("unexpected exit status 3"), HasSubstr("exit 1")));
}

TEST_F(RestartTest, InitFindsTheDescriptorsThatAreGivenToItFromThreeOnAndNoOthers) {
    const std::string xml = root_ / "fds.xml";
    const auto given = document("web", "/bin/sh",
                                {"-c", "cat &lt;&amp;3; cat &lt;&amp;4; echo :; ls -1 /proc/$$/fd; "
                                       "while :; do sleep 0.05; done"});
    define(given);
    EXPECT_THAT(twinsh({"start", "web", "--pass-fds", "3,x"}),
                HasSubstr("Unable to parse FD number 'x'"));
    EXPECT_THAT(twinsh({"start", "web", "--pass-fds", "77"}), HasSubstr("77: it is not open"));
    const std::string command = "printf one >" + (root_ / "one") + "; printf two >" +
                                (root_ / "two") + "; " + twinshCommand({})[0] +
                                " -c 'lxc:///embed?root=" + root_.path() +
                                "' start web --pass-fds 9,5 5<" + (root_ / "two") + " 9<" +
                                (root_ / "one") + " 7<" + (root_ / "two");
    const auto run = runProcess("/bin/sh", {"-c", command}, std::chrono::seconds(60));
    ASSERT_TRUE(run);
    EXPECT_EQ(run->status, 0) << run->errors;
    EXPECT_TRUE(becomes([this] { return log().find("onetwo:") != std::string::npos; })) << log();
    EXPECT_TRUE(becomes([this] { return log().find("\n4\r\n") != std::string::npos; })) << log();
    EXPECT_EQ(log().find("\n5\r\n"), std::string::npos) << log();
    // Nor does whoever keeps the container hold what its starter had open.
    const auto keeper = "/proc/" + std::to_string(status("web").supervisorPid) + "/fd";
    const auto open = runProcess("/bin/sh", {"-c", "ls -l " + keeper}, std::chrono::seconds(60));
    EXPECT_THAT(open->output, testing::Not(HasSubstr(root_ / "two")));
}

} // namespace twinvirt::lxc
