// A client that is killed while it starts a machine.
#include "kvm/kvm_world.h"
#include "support/kill_process.h"

#include <gtest/gtest.h>
#include <sys/wait.h>

#include <chrono>
#include <csignal>
#include <thread>
#include <unistd.h>

namespace twinvirt {
namespace {

using test::KvmWorld;

/// Whether the machine runs once libvirt is done with what the client asked for.
bool runs(KvmWorld& world) {
    const auto found = world.driver().lookupByName(world.name());
    EXPECT_TRUE(found || found.error().code == ErrorCode::noDomain);
    return static_cast<bool>(found);
}

TEST(ClientDeath, leavesAMachineThatRunsOrNone) {
    if (const auto reason = test::whyNoMachines(); !reason.empty())
        GTEST_SKIP() << reason;
    KvmWorld world("client");
    const auto xml = world.machineXml();
    for (int delay = 0; delay <= 400; delay += 50) {
        const pid_t client = ::fork();
        if (client == 0) {
            const auto driver = test::openKvm("qemu:///system");
            (void)driver->createDomain(test::document(xml), {.paused = true});
            ::pause();
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(delay));
        test::killProcess(client);
        ::waitpid(client, nullptr, 0);
        if (runs(world)) {
            const auto state = world.driver().lookupByName(world.name())->state;
            EXPECT_EQ(state, DomainState::paused) << "killed after " << delay << " ms";
        }
        // Either way nothing is in the way of the next one.
        (void)world.driver().destroyDomain(world.identity());
        const auto next = world.driver().createDomain(test::document(xml), {.paused = true});
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
