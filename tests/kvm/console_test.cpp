// Consoles of real machines.
#include "kvm/kvm_world.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/socket.h>

#include <unistd.h>

namespace twinvirt {
namespace {

using test::document;
using test::KvmWorld;
using test::readUntil;
using testing::HasSubstr;

class Console : public testing::Test {
  protected:
    void SetUp() override {
        if (const auto reason = test::whyNoMachines(); !reason.empty())
            GTEST_SKIP() << reason;
    }
};

void type(int fd, const std::string& line) {
    const auto text = line + "\n";
    ASSERT_EQ(::write(fd, text.data(), text.size()), static_cast<ssize_t>(text.size()));
}

void logIn(int console) {
    readUntil(console, "login:");
    type(console, "root");
    readUntil(console, "# ");
}

TEST_F(Console, losesNothingThatTheGuestPrintsFromItsFirstInstruction) {
    KvmWorld world("first");
    const auto started = world.create();
    ASSERT_TRUE(started) << started.error().message;
    // What SeaBIOS says first goes to the screen; the first on the serial port is the kernel's.
    const auto printed = readUntil(started->console.get(), "login:");
    EXPECT_THAT(printed, HasSubstr("Linux version"));
}

TEST_F(Console, takesInputAndEndsWithTheMachine) {
    KvmWorld world("typed");
    const auto started = world.create();
    ASSERT_TRUE(started) << started.error().message;
    logIn(started->console.get());
    type(started->console.get(), "echo $((6 * 7))-times");
    readUntil(started->console.get(), "42-times");
    ASSERT_TRUE(world.driver().destroyDomain(world.identity()));
    readUntil(started->console.get(), ""); // until its end of file
}

TEST_F(Console, canBeAttachedAgain) {
    KvmWorld world("again");
    auto started = world.create();
    ASSERT_TRUE(started) << started.error().message;
    logIn(started->console.get());
    started->console.reset();
    const auto console =
        world.driver().guest().openConsole(world.identity(), "", ConsoleAccess::force);
    ASSERT_TRUE(console) << console.error().message;
    type(console->get(), "echo hel''lo");
    readUntil(console->get(), "hello");
}

TEST_F(Console, isRefusedToASecondClientUntilItForcesTheFirstOut) {
    KvmWorld world("busy");
    const auto started = world.create();
    ASSERT_TRUE(started) << started.error().message;
    auto& guest = world.driver().guest();
    const auto second = guest.openConsole(world.identity(), "serial0", ConsoleAccess::safe);
    ASSERT_FALSE(second);
    EXPECT_THAT(second.error().message, HasSubstr("Active console session exists"));
    const auto forced = guest.openConsole(world.identity(), "serial0", ConsoleAccess::force);
    ASSERT_TRUE(forced) << forced.error().message;
    readUntil(started->console.get(), "");
    readUntil(forced->get(), "login:");
}

TEST_F(Console, goesOnReadingAfterTheWritingHalfWasShut) {
    KvmWorld world("half");
    const auto started = world.create();
    ASSERT_TRUE(started) << started.error().message;
    ASSERT_EQ(::shutdown(started->console.get(), SHUT_WR), 0);
    readUntil(started->console.get(), "login:");
}

TEST_F(Console, namesADeviceThatIsNotThere) {
    KvmWorld world("device");
    ASSERT_TRUE(world.create());
    const auto console =
        world.driver().guest().openConsole(world.identity(), "serial7", ConsoleAccess::normal);
    ASSERT_FALSE(console);
    EXPECT_THAT(console.error().message, HasSubstr("serial7"));
}

TEST_F(Console, needsARunningMachine) {
    KvmWorld world("off");
    ASSERT_TRUE(world.driver().defineDomain(document(world.machineXml())));
    const auto console =
        world.driver().guest().openConsole(world.identity(), "", ConsoleAccess::normal);
    ASSERT_FALSE(console);
    EXPECT_EQ(console.error().code, ErrorCode::operationInvalid);
    EXPECT_EQ(console.error().message, "The domain is not running");
}

TEST_F(Console, refusesACommandToAMachineWithoutAnAgentAndSaysWhatToAdd) {
    KvmWorld world("agent");
    ASSERT_TRUE(world.create());
    ExecRequest request;
    request.command = {"true"};
    const auto result = world.driver().guest().execute(world.identity(), request);
    ASSERT_FALSE(result);
    EXPECT_THAT(result.error().message, HasSubstr("QEMU guest agent is not configured"));
    EXPECT_THAT(result.error().message, HasSubstr("org.qemu.guest_agent.0"));
}

} // namespace
} // namespace twinvirt
