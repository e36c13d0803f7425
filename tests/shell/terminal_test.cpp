// twinsh on a terminal: prompt, history, completion, and the console's raw mode.
#include "pty_session.h"

#include <gtest/gtest.h>
#include <sys/wait.h>

#include <csignal>
#include <filesystem>
#include <unistd.h>

using namespace twinvirt;

namespace {

class TerminalTest : public testing::Test {
  protected:
    void SetUp() override { std::filesystem::create_directories(home_); }
    void TearDown() override { std::filesystem::remove_all(home_); }

    PtySession open(std::vector<std::string> arguments = {}) {
        arguments.insert(arguments.begin(), TWINVIRT_BIN_DIR "/twinsh");
        return {arguments, home_, "mock:///default"};
    }
    static std::string prompt() { return ::geteuid() == 0 ? "twinsh # " : "twinsh > "; }
    static bool isCooked(const PtySession& session) {
        return (session.modes().c_lflag & (ICANON | ECHO | ISIG)) == (ICANON | ECHO | ISIG);
    }

    std::string home_ = testing::TempDir() + "/twinsh_home_" + std::to_string(::getpid());
};

} // namespace

TEST_F(TerminalTest, greetsPromptsRunsAndQuits) {
    auto session = open();
    EXPECT_TRUE(session.shows("Welcome to twinsh, the virtualization interactive terminal."));
    EXPECT_TRUE(session.shows(prompt())) << session.screen();
    session.type("domstate test\r");
    EXPECT_TRUE(session.shows("running")) << session.screen();
    EXPECT_TRUE(session.shows(prompt()));
    session.type("quit\r");
    EXPECT_EQ(session.waitForEnd(), 0);
    EXPECT_TRUE(isCooked(session));
}

TEST_F(TerminalTest, endsAtControlD) {
    auto session = open({"-q"});
    EXPECT_TRUE(session.shows(prompt()));
    EXPECT_EQ(session.screen().find("Welcome"), std::string::npos) << "quiet";
    EXPECT_TRUE(session.readsKeys());
    session.type("\x04");
    EXPECT_EQ(session.waitForEnd(), 0);
}

TEST_F(TerminalTest, promptsAsAReadOnlyShellDoes) {
    auto session = open({"-r"});
    EXPECT_TRUE(session.shows("twinsh > "));
    session.type("destroy test\r");
    EXPECT_TRUE(session.shows("error: operation forbidden: read only access prevents 'destroy'"));
}

TEST_F(TerminalTest, completesVerbsAndDomains) {
    auto session = open();
    EXPECT_TRUE(session.shows(prompt()));
    session.type("domu\tt\t\r");
    EXPECT_TRUE(session.shows("6695eb01-f6a4-8304-79aa-97f2502e193f")) << session.screen();
}

TEST_F(TerminalTest, completesOptionsOfTheCommandUnderTheCursor) {
    auto session = open();
    EXPECT_TRUE(session.shows(prompt()));
    session.type("uri; domstate test --rea\t\r");
    EXPECT_TRUE(session.shows("running (unknown)")) << session.screen();
}

TEST_F(TerminalTest, remembersWhatWasTypedInAnEarlierSession) {
    {
        auto session = open();
        EXPECT_TRUE(session.shows(prompt()));
        session.type("echo remembered\r");
        EXPECT_TRUE(session.shows(prompt()));
        session.type("quit\r");
        EXPECT_EQ(session.waitForEnd(), 0);
    }
    auto session = open();
    EXPECT_TRUE(session.shows(prompt()));
    session.type("\x1b[A\x1b[A\r"); // up, past `quit`
    EXPECT_TRUE(session.shows("echo remembered")) << session.screen();
    EXPECT_TRUE(session.shows("remembered"));
    EXPECT_TRUE(std::filesystem::exists(home_ + "/.local/state/twinvirt/history"));
}

TEST_F(TerminalTest, leavesAConsoleAtTheEscapeAndGivesTheTerminalBack) {
    auto session = open({"console", "test"});
    EXPECT_TRUE(session.shows("Connected to domain 'test'"));
    EXPECT_TRUE(session.shows("Escape character is ^] (Ctrl + ])")) << session.screen();
    EXPECT_TRUE(session.shows("mock login: "));
    EXPECT_FALSE(isCooked(session)) << "Ctrl-C is the guest's";
    session.type("hello\x03\r");
    EXPECT_TRUE(session.shows("you said: hello\x03")) << session.screen();
    session.type("\x1d");
    EXPECT_EQ(session.waitForEnd(), 0);
    EXPECT_TRUE(isCooked(session));
}

TEST_F(TerminalTest, leavesAConsoleWhenTheDomainEnds) {
    auto session = open({"-e", "^A", "console", "test"});
    EXPECT_TRUE(session.shows("Escape character is ^A (Ctrl + A)"));
    EXPECT_TRUE(session.shows("mock login: "));
    session.type("poweroff\r");
    EXPECT_EQ(session.waitForEnd(), 0);
    EXPECT_TRUE(isCooked(session));
}

TEST_F(TerminalTest, givesTheTerminalBackWhenASignalEndsTheConsole) {
    auto session = open({"console", "test"});
    EXPECT_TRUE(session.shows("mock login: "));
    session.signal(SIGTERM);
    const int status = session.waitForEnd();
    EXPECT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == SIGTERM) << status;
    EXPECT_TRUE(isCooked(session));
}

TEST_F(TerminalTest, goesOnAfterAConsoleInTheInteractiveShell) {
    auto session = open();
    EXPECT_TRUE(session.shows(prompt()));
    session.type("console test\r");
    EXPECT_TRUE(session.shows("mock login: "));
    session.type("\x1d");
    EXPECT_TRUE(session.shows(prompt())) << session.screen();
    session.type("domstate test\r");
    EXPECT_TRUE(session.shows("running"));
}

TEST_F(TerminalTest, topShowsADrawingOnAScreenOfItsOwnUntilQIsPressed) {
    auto session = open({"top", "--delay", "1"});
    EXPECT_TRUE(session.shows("\033[?1049h")) << "the other screen";
    EXPECT_TRUE(session.shows("test   mock   running")) << session.screen();
    EXPECT_TRUE(session.shows("q quit"));
    EXPECT_TRUE(session.readsKeys());
    session.type("m");
    EXPECT_TRUE(session.shows("test   mock   running")) << "drawn again in another order";
    session.type("q");
    EXPECT_EQ(session.waitForEnd(), 0);
    EXPECT_NE(session.screen().find("\033[?1049l"), std::string::npos)
        << "the first screen is back";
    EXPECT_TRUE(isCooked(session));
}
