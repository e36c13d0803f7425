#include "guest/machine.h"
#include "image/boot_files.h"
#include "image/root_tree.h"
#include "support/temporary_directory.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace twinvirt;
using namespace std::chrono_literals;
using testing::HasSubstr;

/// The busybox tree as the initramfs of a machine, with the kernel of this host or Debian's.
class BusyboxMachine : public testing::Test {
  protected:
    void SetUp() override {
        if (const std::string reason = test::whyNoMachine(); !reason.empty())
            GTEST_SKIP() << reason;
        const std::string tree = directory_ / "tree";
        ASSERT_TRUE(createBusyboxTree(tree, progress_));
        const auto boot =
            writeBootFiles(tree, directory_ / "boot", TWINVIRT_GUEST_CACHE, progress_);
        ASSERT_TRUE(boot) << boot.error().message;
        spec_.kernel = boot->kernel;
        spec_.initramfs = boot->initramfs;
        spec_.commandLine = "console=ttyS0 quiet panic=-1";
        spec_.logDirectory = directory_.path();
    }
    test::TemporaryDirectory directory_{"machine"};
    test::MachineSpec spec_;
    NoProgress progress_;
};

TEST_F(BusyboxMachine, PrintsTheMarkerOffersALoginAndObeysThePowerButton) {
    auto machine = test::Machine::boot(spec_);
    ASSERT_TRUE(machine) << machine.error().message;
    EXPECT_TRUE(machine->waitForConsole(readyMarker, 120s)) << machine->console();
    EXPECT_TRUE(machine->waitForConsole("busybox login:", 60s)) << machine->console();
    machine->pressPowerButton();
    EXPECT_TRUE(machine->waitForEnd(60s)) << machine->console();
}
