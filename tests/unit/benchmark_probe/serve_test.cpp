#include "probe_program.h"
#include "support/kill_process.h"

#include <gmock/gmock.h>
#include <sys/socket.h>

#include <array>
#include <fcntl.h>
#include <fstream>
#include <poll.h>
#include <pty.h>
#include <termios.h>
#include <utmp.h>

namespace twinvirt::test {

using testing::HasSubstr;

/// `twinvirt-bench-probe serve` on a terminal of its own; killed when it goes.
class ProbeServe : public testing::Test {
  protected:
    void SetUp() override {
        int master = -1;
        int slave = -1;
        ASSERT_EQ(::openpty(&master, &slave, nullptr, nullptr, nullptr), 0);
        master_.reset(master);
        slave_.reset(slave);
        ::fcntl(master, F_SETFD, FD_CLOEXEC);
        pid_ = ::fork();
        if (pid_ == 0) {
            ::login_tty(slave);
            ::execl(probeProgram().c_str(), "twinvirt-bench-probe", "serve", nullptr);
            ::_exit(127);
        }
        ASSERT_TRUE(shows("twinvirt: ready")) << screen_;
    }
    void TearDown() override {
        if (pid_ > 0) {
            killProcess(pid_);
            ::waitpid(pid_, nullptr, 0);
        }
    }

    void type(const std::string& line) {
        const std::string bytes = line + "\n";
        ASSERT_EQ(::write(master_.get(), bytes.data(), bytes.size()),
                  static_cast<ssize_t>(bytes.size()));
    }

    /// Waits until `text` has come after all that was awaited before.
    bool shows(const std::string& text) {
        const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(60);
        while (std::chrono::steady_clock::now() < deadline) {
            const auto at = screen_.find(text, awaited_);
            if (at != std::string::npos) {
                awaited_ = at + text.size();
                return true;
            }
            pollfd polled{master_.get(), POLLIN, 0};
            std::array<char, 4096> buffer{};
            if (::poll(&polled, 1, 100) > 0) {
                const ssize_t count = ::read(master_.get(), buffer.data(), buffer.size());
                screen_.append(buffer.data(),
                               static_cast<std::size_t>(std::max(count, ssize_t{0})));
            }
        }
        return false;
    }

    /// The exit status; -1 when it was ended otherwise or not within a generous time.
    int waitForEnd() {
        int status = -1;
        const auto pidfd = openPidfd(pid_);
        if (!pidfd || !waitForExit(pidfd->get(), std::chrono::seconds(20)).value_or(false))
            return -1;
        ::waitpid(pid_, &status, 0);
        pid_ = -1;
        return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    }

    /// The process that runs the command at hand.
    [[nodiscard]] pid_t childOfServer() const {
        const std::string pid = std::to_string(pid_);
        const std::string children = "/proc/" + pid + "/task/" + pid + "/children";
        const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(20);
        while (std::chrono::steady_clock::now() < deadline) {
            pid_t child = 0;
            if (std::ifstream(children) >> child)
                return child;
            ::usleep(1000);
        }
        return -1;
    }

    [[nodiscard]] tcflag_t localModes() const {
        termios modes{};
        ::tcgetattr(slave_.get(), &modes);
        return modes.c_lflag;
    }

    std::string screen_;
    pid_t pid_ = -1;

  private:
    UniqueFd master_;
    UniqueFd slave_; ///< held open, so that the terminal's modes outlive the program
    std::size_t awaited_ = 0;
};

TEST_F(ProbeServe, IsThePeerOfTheNetworkKernelsUntilItEnds) {
    type("peer 127.0.0.1");
    ASSERT_TRUE(shows(R"("event":"begin","peer":"127.0.0.1","port":)")) << screen_;
    ASSERT_TRUE(shows("}"));
    const std::string peer =
        "127.0.0.1:" + std::to_string(std::stoi(screen_.substr(screen_.rfind(':') + 1)));
    for (const std::string kernel : {"net-rr", "net-bulk", "net-rr"}) { // one after the other
        const ProbeRun probe =
            runProbe({"run", kernel, "--batches", "2", "--batch-ms", "5", "--peer", peer});
        EXPECT_EQ(probe.exitStatus, 0) << probe.output;
        ASSERT_EQ(probe.events.size(), 5U) << probe.output;
        EXPECT_EQ(probe.events[1]["answer"], "correct");
        if (kernel != "net-rr")
            continue;
        const auto latency =
            probe.events[2]["latencyNanoseconds"].get<std::vector<std::uint64_t>>();
        ASSERT_EQ(latency.size(), 3U);
        EXPECT_GE(probe.events[2]["operations"], 1000) << "enough for a 99th percentile";
        EXPECT_GT(latency[0], 0U);
        EXPECT_LE(latency[0], latency[1]);
        EXPECT_LE(latency[1], latency[2]);
    }
}

TEST_F(ProbeServe, RunsOneKernelAfterTheOtherUntilExit) {
    type("run cpu-int --batches 2 --batch-ms 5");
    EXPECT_TRUE(shows(R"("event":"done","kernel":"cpu-int")")) << screen_;
    type("run syscall --batches 1 --batch-ms 5\r");
    type("exit");
    EXPECT_TRUE(shows(R"("event":"done","kernel":"syscall")")) << screen_;
    EXPECT_EQ(waitForEnd(), 0);
    EXPECT_EQ(eventsOf(screen_).size(), 5U + 4U);
}

TEST_F(ProbeServe, ShowsNothingOfWhatItIsTold) {
    EXPECT_EQ(localModes() & (ICANON | ECHO), 0U);
    type("run nothing-such");
    EXPECT_TRUE(shows("unknown kernel 'nothing-such'"));
    EXPECT_THAT(screen_, testing::Not(HasSubstr("run nothing-such")));
    type("exit");
    EXPECT_EQ(waitForEnd(), 0);
    EXPECT_NE(localModes() & ECHO, 0U) << "the terminal was left changed";
}

TEST_F(ProbeServe, GoesOnAfterACommandWasKilled) {
    type("run cpu-int --batches 10000");
    EXPECT_TRUE(shows(R"("event":"begin","kernel":"cpu-int")")) << screen_;
    killProcess(childOfServer());
    EXPECT_TRUE(shows(R"("event":"error","kernel":"cpu-int","message":"its process was ended by )"
                      R"(signal 9)"))
        << screen_;
    type("run syscall --batches 1 --batch-ms 5");
    EXPECT_TRUE(shows(R"("event":"done","kernel":"syscall")")) << screen_;
    type("exit");
    EXPECT_EQ(waitForEnd(), 0);
}

TEST_F(ProbeServe, RefusesWhatItDoesNotKnowAndGoesOn) {
    type("dance");
    EXPECT_TRUE(shows("unknown command 'dance'")) << screen_;
    type("run triad --batches many");
    EXPECT_TRUE(shows("--batches 'many': expected a whole number")) << screen_;
    type("");
    type("  ");
    type(std::string(3000, 'x'));
    EXPECT_TRUE(shows("a line of more than 1024 bytes was thrown away")) << screen_;
    type("exit");
    EXPECT_EQ(waitForEnd(), 0);
}

TEST_F(ProbeServe, IsABadNeighbourOnRequest) {
    type("hog cpu --seconds 1 --processes 1");
    EXPECT_TRUE(shows(R"("event":"begin","hog":"cpu")")) << screen_;
    EXPECT_TRUE(shows(R"("event":"done","hog":"cpu")")) << screen_;
    type("exit");
    EXPECT_EQ(waitForEnd(), 0);
}

TEST_F(ProbeServe, EndsOnASignalWithWhatItRuns) {
    type("run cpu-int --batches 10000");
    EXPECT_TRUE(shows(R"("event":"begin","kernel":"cpu-int")")) << screen_;
    const auto child = openPidfd(childOfServer());
    ASSERT_TRUE(child);
    killProcess(pid_, SIGTERM);
    EXPECT_EQ(waitForEnd(), 0);
    EXPECT_TRUE(waitForExit(child->get(), std::chrono::seconds(20)).value_or(false));
}

TEST_F(ProbeServe, EndsOnThePowerSignalWhileItWaits) {
    killProcess(pid_, SIGPWR);
    EXPECT_EQ(waitForEnd(), 0);
}

TEST(ProbeServeOnASocket, EndsItsHogWhenTheOtherEndIsGone) {
    std::array<int, 2> ends{-1, -1};
    ASSERT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()), 0);
    UniqueFd ours(ends[0]);
    UniqueFd theirs(ends[1]);
    SpawnRequest request;
    request.program = probeProgram();
    request.arguments = {"serve"};
    request.descriptors = {{theirs.get(), 0}, {theirs.get(), 1}};
    const auto pid = spawnProcess(request);
    ASSERT_TRUE(pid) << pid.error().message;
    const auto pidfd = openPidfd(*pid);
    ASSERT_TRUE(pidfd) << pidfd.error().message;
    theirs.reset();
    const std::string line = "hog cpu --seconds 3600 --processes 1\n";
    ASSERT_EQ(::write(ours.get(), line.data(), line.size()), static_cast<ssize_t>(line.size()));
    std::string said;
    for (std::array<char, 512> buffer{}; said.find("begin") == std::string::npos;) {
        const ssize_t count = ::read(ours.get(), buffer.data(), buffer.size());
        ASSERT_GT(count, 0) << said;
        said.append(buffer.data(), static_cast<std::size_t>(count));
    }
    ours.reset();
    const bool ended = waitForExit(pidfd->get(), std::chrono::seconds(60)).value_or(false);
    EXPECT_TRUE(ended) << "its hog would run for an hour";
    if (!ended)
        killProcess(*pid);
    ::waitpid(*pid, nullptr, 0);
}

} // namespace twinvirt::test
