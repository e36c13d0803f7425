// The benchmark's side of the conversation with a probe; the other side is told by hand.
#include "benchmark/run/kernel_session.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/socket.h>

#include <array>
#include <thread>
#include <unistd.h>

namespace twinvirt::bench {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

/// A probe that reads one command and says what it was told to say.
class SpokenProbe {
  public:
    explicit SpokenProbe(std::string answer) {
        std::array<int, 2> pair{-1, -1};
        EXPECT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair.data()), 0);
        ours_.reset(pair[0]);
        theirs_.reset(pair[1]);
        thread_ = std::thread([this, text = std::move(answer)] {
            std::array<char, 256> buffer{};
            const ssize_t count = ::read(theirs_.get(), buffer.data(), buffer.size());
            heard_.assign(buffer.data(), static_cast<std::size_t>(std::max<ssize_t>(0, count)));
            [[maybe_unused]] const auto sent = ::write(theirs_.get(), text.data(), text.size());
            theirs_.reset();
        });
    }
    ~SpokenProbe() { thread_.join(); }
    SpokenProbe(const SpokenProbe&) = delete;
    SpokenProbe& operator=(const SpokenProbe&) = delete;

    Result<KernelRun> run(const std::string& kernel) {
        return run({kernel, 2, 50, std::chrono::seconds(10), "", 0}, nullptr);
    }
    Result<KernelRun> run(const KernelRequest& request, KernelDetails* details) {
        KernelSession session(ours_.get(), stop_);
        return session.run(request, details);
    }
    [[nodiscard]] const std::string& heard() const { return heard_; }

  private:
    UniqueFd ours_;
    UniqueFd theirs_;
    std::string heard_;
    StopRequest stop_;
    std::thread thread_;
};

std::string line(const std::string& json) {
    return "twinvirt-probe: " + json + "\r\n";
}

const std::string begin = line(R"({"event":"begin","kernel":"syscall"})");
const std::string end =
    line(R"({"event":"end","kernel":"syscall","nanoseconds":200000000,"answer":"correct"})");
const std::string batches =
    line(R"({"event":"batch","kernel":"syscall","operations":1000,"nanoseconds":100000})") +
    line(R"({"event":"batch","kernel":"syscall","operations":1000,"nanoseconds":120000})");
const std::string done = line(R"({"event":"done"})");

TEST(KernelSession, AsksForAKernelAndReadsItsBatchesBetweenOtherWords) {
    SpokenProbe probe("run syscall\r\n" + begin + "[    1.2] a kernel's message\r\n" + end +
                      batches + done);
    const auto run = probe.run("syscall");
    ASSERT_TRUE(run) << run.error().message;
    EXPECT_EQ(probe.heard(), "run syscall --batches 2 --batch-ms 50\n");
    EXPECT_THAT(run->values, ElementsAre(100, 120));
    EXPECT_DOUBLE_EQ(run->insideMs, 200);
    EXPECT_GE(run->outsideMs, 0);
}

TEST(KernelSession, TakesTheLatenessOfATimerForItsFigure) {
    SpokenProbe probe(
        line(R"({"event":"begin","kernel":"jitter"})") +
        line(R"({"event":"end","kernel":"jitter","nanoseconds":5000000,"answer":"correct"})") +
        line(R"({"event":"batch","kernel":"jitter","operations":50,"nanoseconds":5000000,)"
             R"("latenessNanoseconds":[60000,90000,200000]})") +
        done);
    const auto run = probe.run("jitter");
    ASSERT_TRUE(run) << run.error().message;
    EXPECT_THAT(run->values, ElementsAre(90)); // microseconds, p99
}

TEST(KernelSession, TakesTheTicksOfTheArmWhereTheProbeTellsThem) {
    const std::string counted = line(
        R"({"event":"end","kernel":"syscall","nanoseconds":9,"answer":"correct","ticks":[40,3]})");
    const auto run = SpokenProbe(begin + counted + batches + done).run("syscall");
    ASSERT_TRUE(run) << run.error().message;
    EXPECT_EQ(run->totalTicks, 40U);
    EXPECT_EQ(run->stealTicks, 3U);
    EXPECT_FALSE(SpokenProbe(begin + end + batches + done).run("syscall")->totalTicks);
}

TEST(KernelSession, TellsOfTheMomentsAndOfEachBatchesLatencies) {
    const std::string batch =
        R"({"event":"batch","kernel":"net-rr","operations":1000,"nanoseconds":20000000,)";
    SpokenProbe probe(
        line(R"({"event":"begin","kernel":"net-rr"})") +
        line(R"({"event":"end","kernel":"net-rr","nanoseconds":50000000,"answer":"correct"})") +
        line(batch + R"("latencyNanoseconds":[19000,25000,40000]})") +
        line(batch + R"("latencyNanoseconds":[18000,24000,39000]})") + done);
    KernelRequest request;
    request.kernel = "net-rr";
    request.options = "--peer 198.18.0.1:9";
    std::vector<std::string> moments;
    request.listener = [&](std::string_view event) { moments.emplace_back(event); };
    KernelDetails details;
    const auto run = probe.run(request, &details);
    ASSERT_TRUE(run) << run.error().message;
    EXPECT_THAT(probe.heard(), ::testing::EndsWith(" --peer 198.18.0.1:9\n"));
    EXPECT_THAT(run->values, ElementsAre(20, 20)) << "microseconds";
    EXPECT_THAT(moments, ElementsAre("begin", "end"));
    EXPECT_EQ(details.operations, 2000);
    EXPECT_THAT(details.latencies,
                ElementsAre(ElementsAre(19000, 25000, 40000), ElementsAre(18000, 24000, 39000)));
}

TEST(KernelSession, HandsAnErrorOfTheProbeOn) {
    SpokenProbe probe(
        line(R"({"event":"error","kernel":"syscall","message":"no loopback; run as root"})"));
    const auto run = probe.run("syscall");
    ASSERT_FALSE(run);
    EXPECT_THAT(run.error().message, HasSubstr("no loopback; run as root"));
}

TEST(KernelSession, RefusesWhatNoProbeSays) {
    const std::string answers[] = {
        begin + end + done,     // no batch
        begin + batches + done, // no end
        begin + line(R"({"event":"end","kernel":"syscall","nanoseconds":1,"answer":"wrong"})"),
        begin + end + line(R"({"event":"batch","kernel":"triad","operations":1,"nanoseconds":1})"),
        begin + end +
            line(R"({"event":"batch","kernel":"syscall","operations":0,"nanoseconds":0})"),
        line("{not json"),
        line(R"({"event":7})"),
        begin, // and then it is gone
    };
    for (const std::string& answer : answers) {
        SpokenProbe probe(answer);
        EXPECT_FALSE(probe.run("syscall")) << answer;
    }
}

TEST(KernelSession, EndsWhenAStopIsAskedFor) {
    std::array<int, 2> pair{-1, -1};
    ASSERT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair.data()), 0);
    const UniqueFd ours(pair[0]);
    const UniqueFd theirs(pair[1]);
    StopRequest stop;
    stop.set();
    KernelSession session(ours.get(), stop);
    const auto run = session.run({"syscall", 1, 5, std::chrono::seconds(10), "", 0});
    ASSERT_FALSE(run);
    EXPECT_EQ(run.error().code, ErrorCode::operationAborted);
}

} // namespace
} // namespace twinvirt::bench
