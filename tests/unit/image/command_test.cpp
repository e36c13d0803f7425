#include "image/command.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace twinvirt;
using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;

TEST(Command, TellsEachLineOfOutputAndErrors) {
    std::vector<std::string> lines;
    const auto collect = [&](const std::string& line) { lines.push_back(line); };
    ASSERT_TRUE(
        runCommand("/bin/sh", {"-c", "echo one; echo two >&2; printf three"}, 10s, collect));
    EXPECT_THAT(lines, ElementsAre("one", "two", "three"));
}

TEST(Command, AFailureSaysTheStatusAndTheLastLines) {
    const auto failed = runCommand("/bin/sh", {"-c", "echo why; exit 7"}, 10s, {});
    ASSERT_FALSE(failed);
    EXPECT_EQ(failed.error().message, "run '/bin/sh': it ended with status 7\n  why");
}

TEST(Command, EndsWhatTakesTooLong) {
    const auto failed = runCommand("/bin/sleep", {"60"}, 1s, {});
    ASSERT_FALSE(failed);
    EXPECT_EQ(failed.error().code, ErrorCode::operationTimeout);
}

TEST(Command, AMissingProgramNamesItsPackage) {
    const auto missing = findProgram("no-such-program", "some-package");
    ASSERT_FALSE(missing);
    EXPECT_THAT(missing.error().message, HasSubstr("some-package"));
    EXPECT_THAT(findProgram("sh", "dash").value(), testing::EndsWith("/sh"));
}
