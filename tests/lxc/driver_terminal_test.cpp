// twinsh on a real terminal with a real container: exec and console as a person has them.
#include "lxc/driver_fixture.h"
#include "shell/pty_session.h"
#include "util/atomic_file.h"

#include <gmock/gmock.h>
#include <sys/wait.h>

#include <csignal>
#include <fstream>

namespace twinvirt::lxc {

using testing::HasSubstr;

namespace {

const std::string untilKilled = "while :; do sleep 0.05; done";

bool isCooked(const PtySession& session) {
    return (session.modes().c_lflag & (ICANON | ECHO | ISIG)) == (ICANON | ECHO | ISIG);
}

} // namespace

class DriverTerminalTest : public DriverTest {
  protected:
    PtySession open(const std::vector<std::string>& arguments) {
        return {twinshCommand(arguments), root_.path(), ""};
    }
    PtySession openExec(const std::string& script) {
        return open({"exec", "web", "--", "sh", "-c", script});
    }
    /// A container whose init is a shell that says "ready" and then how large its console is,
    /// whenever that changes.
    DomainIdentity startTalker() {
        return defineAndStart(document(
            "web", "/bin/sh", {"-c", "trap 'stty size' WINCH; echo ready; " + untilKilled}));
    }
};

TEST_F(DriverTerminalTest, ACommandHasATerminalOfItsOwnThatFollowsTheWindow) {
    defineAndStart(probe("web", {"sleep"}));
    auto session = openExec("tty; stty size; trap 'stty size' WINCH; echo armed; " + untilKilled);
    EXPECT_TRUE(session.shows("/dev/pts/")) << session.screen();
    EXPECT_TRUE(session.shows("24 100")) << session.screen();
    EXPECT_TRUE(session.shows("armed"));
    session.resize(41, 123);
    EXPECT_TRUE(session.shows("41 123")) << session.screen();
}

TEST_F(DriverTerminalTest, ControlCReachesTheCommandAndItsExitCodeComesBack) {
    defineAndStart(probe("web", {"sleep"}));
    auto session = openExec("trap 'echo caught; exit 42' INT; echo armed; " + untilKilled);
    EXPECT_TRUE(session.shows("armed")) << session.screen();
    EXPECT_TRUE(session.readsKeys());
    session.type("\x03");
    EXPECT_TRUE(session.shows("caught")) << session.screen();
    EXPECT_EQ(WEXITSTATUS(session.waitForEnd()), 42);
    EXPECT_TRUE(isCooked(session));
}

TEST_F(DriverTerminalTest, TheTerminalIsAsItWasWhenTheContainerDiesUnderACommand) {
    const auto identity = defineAndStart(probe("web", {"sleep"}));
    auto session = openExec("stty -echo; echo armed; " + untilKilled);
    EXPECT_TRUE(session.shows("armed")) << session.screen();
    EXPECT_FALSE(isCooked(session));
    ASSERT_TRUE(driver_->destroyDomain(identity));
    EXPECT_EQ(WEXITSTATUS(session.waitForEnd()), 128 + SIGKILL);
    EXPECT_TRUE(isCooked(session));
}

TEST_F(DriverTerminalTest, TtyGivesACommandInAScriptATerminal) {
    defineAndStart(probe("web", {"sleep"}));
    EXPECT_THAT(twinsh({"exec", "web", "-t", "tty"}), HasSubstr("/dev/pts/"));
    EXPECT_THAT(twinsh({"exec", "web", "tty"}), HasSubstr("not a tty"));
    EXPECT_THAT(twinsh({"exec", "web", "-t", "--", "sh", "-c", "cat; exit 5"}), HasSubstr("exit 5"))
        << "the input of a script has an end";
}

TEST_F(DriverTerminalTest, ACommandRunsAsTheUserAndInTheDirectoryThatAreAskedFor) {
    defineAndStart(probe("web", {"sleep"}));
    EXPECT_EQ(twinsh({"exec", "web", "--user", "nobody", "--cwd", "/usr", "--env", "A=b", "--",
                      "sh", "-c", "id -u; pwd; echo $A $HOME; grep CapEff /proc/self/status"}),
              "65534\n/usr\nb /nonexistent\nCapEff:\t0000000000000000\nexit 0");
    EXPECT_THAT(twinsh({"exec", "web", "--user", "no-such-user", "--", "true"}),
                HasSubstr("no-such-user"));
    EXPECT_THAT(twinsh({"exec", "web", "--cwd", "/no/such", "--", "true"}),
                AllOf(HasSubstr("/no/such"), HasSubstr("exit 126")));
}

TEST_F(DriverTerminalTest, AConsoleHasTheSizeOfTheWindowAndFollowsIt) {
    startTalker();
    auto session = open({"console", "web"});
    EXPECT_TRUE(session.shows("ready")) << session.screen();
    EXPECT_TRUE(session.shows("24 100")) << session.screen();
    session.resize(41, 123);
    EXPECT_TRUE(session.shows("41 123")) << session.screen();
    session.type("\x1d");
    EXPECT_EQ(session.waitForEnd(), 0);
    EXPECT_TRUE(isCooked(session));
}

TEST_F(DriverTerminalTest, AConsoleIsSafelyOpenedAloneAndTakenByForceAndALogHindersNobody) {
    startTalker();
    auto follower = open({"logs", "web", "--follow"});
    EXPECT_TRUE(follower.shows("ready")) << follower.screen();
    auto first = open({"console", "web", "--safe"});
    EXPECT_TRUE(first.shows("ready")) << first.screen();
    EXPECT_EQ(twinsh({"console", "web", "--safe"}),
              "error: Active console session exists for this domain\nexit 1");
    auto robber = open({"console", "web", "--force"});
    EXPECT_TRUE(robber.shows("ready")) << robber.screen();
    EXPECT_EQ(first.waitForEnd(), 0) << "it was cut off";
    EXPECT_TRUE(isCooked(first));
    robber.resize(50, 60);
    EXPECT_TRUE(follower.shows("50 60")) << "and the log goes on: " << follower.screen();
}

TEST_F(DriverTerminalTest, ControlCEndsAFollowedLogAndNotTheShellAroundIt) {
    startTalker();
    auto shell = open({});
    EXPECT_TRUE(shell.shows("twinsh # ")) << shell.screen();
    shell.type("logs web --follow\r");
    EXPECT_TRUE(shell.shows("ready")) << shell.screen();
    shell.type("\x03");
    EXPECT_TRUE(shell.shows("twinsh # ")) << shell.screen();
    shell.type("domstate web\r");
    EXPECT_TRUE(shell.shows("running")) << shell.screen();
    auto once = open({"logs", "web", "--follow"});
    EXPECT_TRUE(once.shows("ready")) << once.screen();
    once.type("\x03");
    const int status = once.waitForEnd();
    EXPECT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == SIGINT) << status;
}

TEST_F(DriverTerminalTest, EveryConsoleIsReachedByItsName) {
    defineAndStart(
        document("web", "/bin/sh",
                 {"-c", "echo first; (echo second; exec cat) &lt;/dev/tty2 &gt;/dev/tty2 &amp; " +
                            untilKilled},
                 "<devices><console type='pty'/><console type='pty'/></devices>"));
    auto session = open({"console", "web", "--devname", "console1"});
    EXPECT_TRUE(session.shows("second")) << session.screen();
    session.type("echoed\r");
    EXPECT_TRUE(session.shows("echoed\r\nechoed")) << session.screen();
    EXPECT_EQ(session.screen().find("first"), std::string::npos);
    EXPECT_THAT(twinsh({"logs", "web", "--devname", "console1"}), HasSubstr("second"));
    for (const char* verb : {"console", "logs"})
        EXPECT_EQ(
            twinsh({"-q", verb, "web", "--devname", "console2"}),
            (std::string(verb) == "logs" ? "error: Failed to read the log of domain 'web'\n" : "") +
                std::string("error: Cannot find character device 'console2'; this domain has "
                            "console0 to console1\nexit 1"));
    const auto tty = twinsh({"ttyconsole", "web"});
    EXPECT_THAT(tty, HasSubstr("/dev/pts/0"));
    EXPECT_EQ(::access(tty.substr(0, tty.find('\n')).c_str(), R_OK | W_OK), 0) << tty;
    EXPECT_THAT(driver_->dumpXml(driver_->lookupByName("web")->identity, {}).value(),
                HasSubstr("/dev/pts/1'/>"));
}

TEST_F(DriverTerminalTest, AutodestroyEndsTheDomainWithTheShell) {
    define(probe("web", {"say", "up", "sleep"}));
    EXPECT_EQ(twinsh({"start web --autodestroy; domstate web"}),
              "Domain 'web' started\n\nrunning\n\nexit 0");
    EXPECT_TRUE(becomes([this] { return !driver_->lookupByName("web")->id; }));

    const std::string file = root_ / "once.xml";
    std::ofstream(file) << probe("once", {"say", "up", "sleep"}).xml;
    auto session = open({"create", file, "--autodestroy", "--console"});
    EXPECT_TRUE(session.shows("up")) << session.screen();
    EXPECT_TRUE(driver_->lookupByName("once"));
    session.signal(SIGKILL);
    EXPECT_TRUE(becomes([this] { return !driver_->lookupByName("once"); }))
        << "killed, not asked to end";
}

} // namespace twinvirt::lxc
