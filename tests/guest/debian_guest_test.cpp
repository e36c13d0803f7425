#include "guest/debian_guest.h"
#include "support/temporary_directory.h"

#include <gtest/gtest.h>

#include <iostream>
#include <sstream>

using namespace twinvirt;
using namespace std::chrono_literals;

/// The lines that inside.sh wrote, without what the terminal added.
static std::vector<std::string> guestLines(const std::string& text, const std::string& beginning) {
    std::vector<std::string> found;
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) {
        while (!line.empty() && line.back() == '\r')
            line.pop_back();
        if (line.starts_with(beginning))
            found.push_back(line);
    }
    return found;
}

TEST(DebianGuest, TwinshWorksUnderSystemdAndPureCgroupV2) {
    if (const std::string reason = test::whyNoMachine(); !reason.empty())
        GTEST_SKIP() << reason;
    if (::geteuid() != 0)
        GTEST_SKIP() << "a Debian tree is made as root";
    const test::TemporaryDirectory logs("debian-guest");
    const auto spec = test::makeDebianGuest(TWINVIRT_GUEST_CACHE, logs.path());
    ASSERT_TRUE(spec) << spec.error().message;
    auto machine = test::Machine::boot(*spec);
    ASSERT_TRUE(machine) << machine.error().message;
    ASSERT_TRUE(machine->waitForEnd(900s)) << machine->console() << machine->results();

    const std::string results = machine->results();
    for (const auto& line : guestLines(results, "guest: FAILED"))
        ADD_FAILURE() << line;
    EXPECT_EQ(guestLines(results, "guest: end").size(), 1U) << machine->console() << results;
    EXPECT_GE(guestLines(results, "guest: ok").size(), 85U) << results;
    for (const auto& line : guestLines(results, "guest: measured: ")) // figures, no pass or fail
        std::cout << line << "\n";
    RecordProperty("checks", static_cast<int>(guestLines(results, "guest: ok").size()));
}
