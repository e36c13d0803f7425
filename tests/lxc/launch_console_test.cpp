// The console: several clients, the ring, and nobody who makes the guest wait.
#include "lxc/launch_fixture.h"

#include <gmock/gmock.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/stat.h>

#include <array>
#include <chrono>
#include <poll.h>
#include <unistd.h>

namespace twinvirt::lxc {

using testing::HasSubstr;
using testing::Not;

/// What the client is sent until `end` appears, the connection ends, or 20 s passed.
static std::string readUntil(const UniqueFd& client, const std::string& end) {
    std::string text;
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    while (text.find(end) == std::string::npos && std::chrono::steady_clock::now() < deadline) {
        pollfd entry{client.get(), POLLIN, 0};
        std::array<char, 4096> buffer{};
        if (::poll(&entry, 1, 1000) == 0)
            continue;
        const ssize_t count = ::read(client.get(), buffer.data(), buffer.size());
        if (count <= 0)
            return text + "<end>";
        text.append(buffer.data(), static_cast<std::size_t>(count));
    }
    return text;
}

static void type(const UniqueFd& client, const std::string& text) {
    ASSERT_EQ(::write(client.get(), text.data(), text.size()), static_cast<ssize_t>(text.size()));
}

class ConsoleTest : public LaunchTest {
  protected:
    void start(std::vector<std::string> verbs) {
        probe(std::move(verbs));
        const auto launched = launch();
        ASSERT_TRUE(launched) << launched.error().message;
    }
    UniqueFd attach(ConsoleAccess access = ConsoleAccess::normal, unsigned number = 0) {
        auto client = connectConsole(run.consoleSocket(), access, {}, number);
        EXPECT_TRUE(client) << (client ? "" : client.error().message);
        return client ? std::move(*client) : UniqueFd();
    }
};

TEST_F(ConsoleTest, answersEachOfItsClientsAndShowsAllWhatOneTyped) {
    start({"say", "ready", "shout"});
    const UniqueFd one = attach();
    const UniqueFd two = attach();
    readUntil(one, "ready");
    type(one, "hello\n");
    EXPECT_THAT(readUntil(one, "HELLO"), HasSubstr("HELLO"));
    EXPECT_THAT(readUntil(two, "HELLO"), HasSubstr("HELLO"));
}

TEST_F(ConsoleTest, showsWhoComesLaterWhatWasPrintedBefore) {
    start({"say", "early words", "shout"});
    readUntil(attach(), "early words");
    EXPECT_THAT(readUntil(attach(), "early words"), HasSubstr("early words"));
}

TEST_F(ConsoleTest, keepsTheLast64KiBAndNotMore) {
    start({"say", "first words", "flood", "200", "say", "last words", "shout"});
    ::usleep(300000); // nobody listens meanwhile: the guest must not have waited
    const std::string text = readUntil(attach(), "last words");
    EXPECT_THAT(text, HasSubstr("last words"));
    EXPECT_THAT(text, Not(HasSubstr("first words")));
    EXPECT_LE(text.size(), 65536U);
}

TEST_F(ConsoleTest, neverWaitsForAClientThatDoesNotRead) {
    start({"say", "ready", "shout", "flood", "4000", "say", "done", "shout"});
    const UniqueFd sleeper = attach(); // reads nothing
    const UniqueFd typist = attach();
    readUntil(typist, "ready");
    type(typist, "\x04");
    EXPECT_THAT(readUntil(typist, "done"), HasSubstr("done"));
    EXPECT_THAT(readUntil(sleeper, "done"), HasSubstr("bytes skipped]"));
}

TEST_F(ConsoleTest, isSafelyOpenedByOneAloneAndTakenOverByForce) {
    start({"say", "ready", "shout"});
    const UniqueFd first = attach();
    readUntil(first, "ready");
    const auto second = connectConsole(run.consoleSocket(), ConsoleAccess::safe);
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().message, "Active console session exists for this domain");
    const UniqueFd robber = attach(ConsoleAccess::force);
    EXPECT_THAT(readUntil(first, "never"), HasSubstr("<end>"));
    type(robber, "still here\n");
    EXPECT_THAT(readUntil(robber, "STILL HERE"), HasSubstr("STILL HERE"));
}

TEST_F(ConsoleTest, stillAnswersAClientWhoseInputEnded) { // echo … | twinsh console
    start({"say", "ready", "shout"});
    const UniqueFd client = attach();
    readUntil(client, "ready");
    type(client, "from a pipe\n");
    ::shutdown(client.get(), SHUT_WR);
    EXPECT_THAT(readUntil(client, "FROM A PIPE"), HasSubstr("FROM A PIPE"));
}

TEST_F(ConsoleTest, hasTheSizeOfTheClientsWindow) {
    start({"say", "ready", "shout", "window", "shout"});
    const auto client = connectConsole(run.consoleSocket(), ConsoleAccess::normal, {33, 99});
    ASSERT_TRUE(client);
    readUntil(*client, "ready");
    type(*client, "\x04");
    EXPECT_THAT(readUntil(*client, "window "), HasSubstr("window 33x99"));
}

TEST_F(ConsoleTest, hasASecondTerminalWhenTheDefinitionDoes) {
    spec.consoles = 2;
    start({"stat", "/dev/tty2", "say", "ready", "shout"});
    EXPECT_THAT(readUntil(attach(), "ready"), HasSubstr("device=136:1"));
    EXPECT_TRUE(attach(ConsoleAccess::normal, 1));
    EXPECT_FALSE(connectConsole(run.consoleSocket(), ConsoleAccess::normal, {}, 2));
}

TEST_F(ConsoleTest, refusesWhoDoesNotGreet) {
    start({"say", "ready", "shout"});
    readUntil(attach(), "ready");
    struct stat info {};
    ASSERT_EQ(::stat(run.consoleSocket().c_str(), &info), 0);
    EXPECT_EQ(info.st_mode & 0777U, 0600U);
}

TEST_F(ConsoleTest, worksInADirectoryWhosePathIsTooLongForASocket) {
    run.path = directory + "/" + std::string(150, 'x');
    spec.runDirectory = run.path;
    start({"say", "ready", "shout"});
    EXPECT_THAT(readUntil(attach(), "ready"), HasSubstr("ready"));
}

TEST_F(ConsoleTest, givesTheLastWordsOfAnInitThatEndsAtOnce) {
    start({"wait-ms", "100", "flood", "50", "say", "farewell"});
    EXPECT_THAT(readUntil(attach(), "never"), HasSubstr("farewell\r\nend\r\n<end>"));
    EXPECT_TRUE(waitUntilGone());
}

} // namespace twinvirt::lxc
