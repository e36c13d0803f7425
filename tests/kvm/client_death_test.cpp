// A client that is killed while it starts a machine.
#include "kvm/kvm_world.h"
#include "support/kill_process.h"

#include <gtest/gtest.h>
#include <sys/wait.h>

#include <chrono>
#include <csignal>
#include <functional>
#include <thread>
#include <unistd.h>

namespace twinvirt {
namespace {

using test::KvmWorld;

constexpr auto patience = std::chrono::seconds(30);
constexpr auto interval = std::chrono::milliseconds(20);

/// Calls until it is true, or until patience ends; whether it was.
bool becomesTrue(const std::function<bool()>& condition) {
    const auto deadline = std::chrono::steady_clock::now() + patience;
    while (!condition()) {
        if (std::chrono::steady_clock::now() > deadline)
            return false;
        std::this_thread::sleep_for(interval);
    }
    return true;
}

/// libvirt goes on with what a client asked for that is gone: meanwhile the machine is there and
/// not yet paused.
bool isPausedOrNone(KvmWorld& world) {
    const auto found = world.driver().lookupByName(world.name());
    return found ? found->state == DomainState::paused : found.error().code == ErrorCode::noDomain;
}

/// A machine that is just being started is not listed, and yet its name is taken.
Result<StartedDomain> createTheNext(KvmWorld& world, const std::string& xml) {
    Result<StartedDomain> next = Error{ErrorCode::internalError, "not tried", 0};
    becomesTrue([&] {
        (void)world.driver().destroyDomain(world.identity());
        next = world.driver().createDomain(test::document(xml), {.paused = true});
        return next || next.error().code != ErrorCode::operationInvalid;
    });
    return next;
}

TEST(ClientDeath, leavesAMachineThatRunsOrNone) {
    if (const auto reason = test::whyNoMachines(); !reason.empty())
        GTEST_SKIP() << reason;
    KvmWorld world("client");
    const auto xml = world.machineXml();
    for (const int delay : {0, 8, 14, 20, 50, 100, 150, 200, 250, 300, 350, 400}) {
        const pid_t client = ::fork();
        if (client == 0) {
            const auto driver = test::openKvm("qemu:///system");
            (void)driver->createDomain(test::document(xml), {.paused = true});
            ::pause();
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(delay));
        test::killProcess(client);
        ::waitpid(client, nullptr, 0);
        EXPECT_TRUE(becomesTrue([&] { return isPausedOrNone(world); }))
            << "killed after " << delay << " ms";
        const auto next = createTheNext(world, xml);
        EXPECT_TRUE(next) << "killed after " << delay << " ms: " << next.error().message;
        EXPECT_TRUE(world.driver().destroyDomain(world.identity()));
    }
}

TEST(ClientDeath, ofATestLeavesNoMachineToTheNextOne) {
    if (const auto reason = test::whyNoMachines(); !reason.empty())
        GTEST_SKIP() << reason;
    (void)test::guestImage(); // in a directory of ours: the killed one cannot remove its own
    const pid_t killed = ::fork();
    if (killed == 0) {
        KvmWorld world("orphan");
        (void)world.driver().defineDomain(test::document(world.machineXml()));
        (void)world.driver().startDomain(world.identity(), {.paused = true});
        ::kill(::getpid(), SIGKILL);
    }
    ::waitpid(killed, nullptr, 0);
    KvmWorld next("next");
    const auto all = next.driver().listDomains({.active = true, .inactive = true});
    ASSERT_TRUE(all) << all.error().message;
    for (const auto& record : *all)
        EXPECT_NE(record.identity.name, "twinvirt-test-orphan-" + std::to_string(killed));
}

} // namespace
} // namespace twinvirt
