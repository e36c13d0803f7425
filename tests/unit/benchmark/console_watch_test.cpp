#include "benchmark/run/console_watch.h"
#include "benchmark/run/stop_request.h"
#include "util/unique_fd.h"

#include <gtest/gtest.h>

#include <array>
#include <string_view>
#include <unistd.h>

namespace twinvirt::bench {
namespace {

/// A guest's last words, which somebody reads on a terminal.
TEST(ConsoleWatch, ShowsTheLastLinesOfAGuestWithoutItsControlSequences) {
    std::array<int, 2> ends{};
    ASSERT_EQ(::pipe(ends.data()), 0);
    const UniqueFd console(ends[0]);
    {
        const UniqueFd guest(ends[1]);
        constexpr std::string_view said =
            "\x1b[2J\x1b]0;owned\x07panic\r\n\xc2\x9b\x35mlogin: \xc3\xa4";
        ASSERT_EQ(::write(guest.get(), said.data(), said.size()),
                  static_cast<ssize_t>(said.size()));
    }
    StopRequest stop;
    const auto seen = waitForMarker(console.get(), "ready", std::chrono::seconds(5), stop);
    ASSERT_FALSE(seen);
    const std::string& message = seen.error().message;
    EXPECT_EQ(message.substr(message.find('\n')), "\n?[2J?]0;owned?panic\n?5mlogin: \xc3\xa4");
}

} // namespace
} // namespace twinvirt::bench
