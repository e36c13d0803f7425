#include "shell/progress_bar.h"
#include "util/unique_fd.h"

#include <gtest/gtest.h>

#include <array>
#include <fcntl.h>

using namespace twinvirt;
using namespace std::chrono_literals;

namespace {

class ProgressBarTest : public testing::Test {
  protected:
    void SetUp() override {
        std::array<int, 2> ends{};
        ASSERT_EQ(::pipe2(ends.data(), O_NONBLOCK | O_CLOEXEC), 0);
        readEnd_.reset(ends[0]);
        writeEnd_.reset(ends[1]);
    }
    std::string shown() {
        std::array<char, 4096> buffer{};
        const auto count = ::read(readEnd_.get(), buffer.data(), buffer.size());
        return count > 0 ? std::string(buffer.data(), static_cast<std::size_t>(count)) : "";
    }
    ProgressBar open(bool terminal) {
        return {writeEnd_.get(), terminal, 80, [this] { return now_; }};
    }

    std::chrono::steady_clock::time_point now_;
    UniqueFd readEnd_;
    UniqueFd writeEnd_;
};

} // namespace

TEST_F(ProgressBarTest, quickWorkLeavesNoTrace) {
    {
        auto bar = open(true);
        now_ += 1s;
        bar.report("copying", 0.9);
    }
    EXPECT_EQ(shown(), "");
}

TEST_F(ProgressBarTest, drawsBarPercentAndTimeLeftAndTakesThemAway) {
    {
        auto bar = open(true);
        now_ += 10s;
        bar.report("copying", 0.25);
        EXPECT_EQ(shown(), "\r[######                  ]  25 %  0:30 left  copying\033[K");
    }
    EXPECT_EQ(shown(), "\r\033[K");
}

TEST_F(ProgressBarTest, showsTheWorkAloneWhenItsPartIsNotKnown) {
    auto bar = open(true);
    now_ += 3s;
    bar.report("fetching", -1);
    EXPECT_EQ(shown(), "\rfetching\033[K");
}

TEST_F(ProgressBarTest, printsPlainLinesWhereThereIsNoTerminal) {
    auto bar = open(false);
    now_ += 3s;
    bar.report("copying", 0.5);
    EXPECT_EQ(shown(), " 50 %  copying\n");
    now_ += 1s;
    bar.report("copying", 0.6);
    EXPECT_EQ(shown(), "") << "not again so soon";
    bar.report("packing", 0.7);
    EXPECT_EQ(shown(), " 70 %  packing\n");
    now_ += 10s;
    bar.report("packing", 0.8);
    EXPECT_EQ(shown(), " 80 %  packing\n");
}
