#include "shell/bench_progress.h"
#include "util/unique_fd.h"

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include <array>
#include <fcntl.h>
#include <unistd.h>

using namespace twinvirt;
using testing::HasSubstr;

namespace {

bench::RunProgress inRoundFive() {
    bench::RunProgress progress;
    progress.round = 5;
    progress.rounds = 21;
    progress.scenario = "Serial boot";
    progress.arm = "virtual machine (tcg)";
    progress.step = 2;
    progress.steps = 3;
    progress.intervalWidth = 0.123;
    progress.fraction = 0.2;
    progress.secondsLeft = 84.5;
    return progress;
}

} // namespace

TEST(BenchProgress, saysRoundWidthArmAndStep) {
    EXPECT_EQ(describe(inRoundFive()), "round 5 of 21, widest interval 12.3 %, virtual machine "
                                       "(tcg), boot 2 of 3");
    bench::RunProgress waiting;
    waiting.waitsForLoad = 3.5;
    EXPECT_EQ(describe(waiting), "waiting for a quiet host (load 3.50)");
}

TEST(BenchProgress, isOneJsonObjectOnALine) {
    const std::string line = progressJson(inRoundFive());
    EXPECT_EQ(std::count(line.begin(), line.end(), '\n'), 1);
    const auto json = nlohmann::json::parse(line);
    EXPECT_EQ(json["event"], "progress");
    EXPECT_EQ(json["phase"], "round");
    EXPECT_EQ(json["round"], 5);
    EXPECT_EQ(json["rounds"], 21);
    EXPECT_EQ(json["arm"], "virtual machine (tcg)");
    EXPECT_DOUBLE_EQ(json["intervalWidth"], 0.123);
    EXPECT_DOUBLE_EQ(json["secondsLeft"], 84.5);
    bench::RunProgress trial;
    trial.arm = "a \xff byte that is no UTF-8\n";
    EXPECT_EQ(nlohmann::json::parse(progressJson(trial))["phase"], "trial");
}

TEST(BenchProgress, writesALineForEachStepAndForEachThingThatIsPrepared) {
    std::array<int, 2> ends{};
    ASSERT_EQ(::pipe2(ends.data(), O_NONBLOCK | O_CLOEXEC), 0);
    const UniqueFd readEnd(ends[0]);
    const UniqueFd writeEnd(ends[1]);
    JsonProgress preparing(writeEnd.get());
    preparing.report("root tree", 0.1);
    preparing.report("root tree", 0.9);
    JsonObserver(writeEnd.get()).progressed(inRoundFive());
    std::array<char, 4096> buffer{};
    const auto count = ::read(readEnd.get(), buffer.data(), buffer.size());
    ASSERT_GT(count, 0);
    const std::string text(buffer.data(), static_cast<std::size_t>(count));
    EXPECT_EQ(text,
              "{\"event\":\"prepare\",\"what\":\"root tree\"}\n" + progressJson(inRoundFive()));
}
