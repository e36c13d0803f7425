#pragma once

#include "util/result.h"
#include "util/unique_fd.h"

#include <sys/types.h>

#include <chrono>
#include <string>
#include <vector>

namespace twinvirt::test {

struct MachineSpec {
    std::string kernel;
    std::string initramfs;
    std::string commandLine; ///< console=ttyS0 and the like
    std::string disk;        ///< a raw image as /dev/vda; empty: none
    int memoryMib = 512;
    int processors = 1;
    std::string logDirectory; ///< where ttyS0.log and ttyS1.log are written
};

/// A QEMU machine under TCG, without libvirt, for tests of what runs inside. Its first serial port
/// is the console, its second is for results; both are files. Killed by the destructor.
class Machine {
  public:
    static Result<Machine> boot(const MachineSpec& spec);
    Machine(Machine&&) = default;
    Machine& operator=(Machine&&) = delete;
    ~Machine();

    /// Waits until the console has shown the text; false after `timeout`, or when QEMU has ended.
    bool waitForConsole(const std::string& text, std::chrono::seconds timeout);
    /// The ACPI power button.
    void pressPowerButton();
    /// Waits until QEMU has ended (the guest powered off); false after `timeout`.
    bool waitForEnd(std::chrono::seconds timeout);

    [[nodiscard]] std::string console() const;
    [[nodiscard]] std::string results() const;

  private:
    Machine(pid_t pid, UniqueFd pidfd, UniqueFd monitor, std::string logDirectory)
        : pid_(pid), pidfd_(std::move(pidfd)), monitor_(std::move(monitor)),
          logDirectory_(std::move(logDirectory)) {}
    pid_t pid_;
    UniqueFd pidfd_;
    UniqueFd monitor_;
    std::string logDirectory_;
};

/// Why a machine cannot be booted here (no QEMU, a sanitizer's build…), to skip with; empty: it
/// can.
std::string whyNoMachine();

} // namespace twinvirt::test
