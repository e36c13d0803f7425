#include "guest/machine.h"

#include "image/command.h"
#include "util/atomic_file.h"
#include "util/process.h"

#include <sys/wait.h>

#include <array>
#include <csignal>
#include <fcntl.h>
#include <unistd.h>

namespace twinvirt::test {

using namespace std::chrono_literals;

/// Arguments of setpriv: QEMU shall not outlive a test that is killed.
static std::vector<std::string> qemuArguments(const std::string& qemu, const MachineSpec& spec) {
    const std::string logs = "file:" + spec.logDirectory;
    std::vector<std::string> arguments = {"--pdeathsig", "KILL", qemu};
    for (const auto& option :
         std::vector<std::pair<std::string, std::string>>{{"-accel", "tcg"},
                                                          {"-machine", "pc"},
                                                          {"-display", "none"},
                                                          {"-monitor", "stdio"},
                                                          {"-m", std::to_string(spec.memoryMib)},
                                                          {"-smp", std::to_string(spec.processors)},
                                                          {"-kernel", spec.kernel},
                                                          {"-initrd", spec.initramfs},
                                                          {"-append", spec.commandLine},
                                                          {"-serial", logs + "/ttyS0.log"},
                                                          {"-serial", logs + "/ttyS1.log"}}) {
        arguments.push_back(option.first);
        arguments.push_back(option.second);
    }
    arguments.emplace_back("-nodefaults");
    arguments.emplace_back("-no-reboot");
    if (!spec.disk.empty()) {
        arguments.emplace_back("-drive");
        arguments.push_back("file=" + spec.disk + ",format=raw,if=virtio,cache=unsafe");
    }
    return arguments;
}

Result<Machine> Machine::boot(const MachineSpec& spec) {
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0)
        return systemError("pipe2");
    const UniqueFd input(ends[0]);
    UniqueFd monitor(ends[1]);
    const UniqueFd log(::open((spec.logDirectory + "/qemu.log").c_str(),
                              O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644));
    SpawnRequest request;
    request.program = TRY(findProgram("setpriv", "util-linux"));
    const std::string qemu = TRY(findProgram("qemu-system-x86_64", "qemu-system-x86"));
    request.arguments = qemuArguments(qemu, spec);
    request.descriptors = {{input.get(), 0}, {log.get(), 1}, {log.get(), 2}};
    const pid_t pid = TRY(spawnProcess(request));
    UniqueFd pidfd = TRY(openPidfd(pid));
    return Machine(pid, std::move(pidfd), std::move(monitor), spec.logDirectory);
}

Machine::~Machine() {
    if (!pidfd_)
        return;
    static_cast<void>(sendSignal(pidfd_.get(), SIGKILL)); // it may have ended already
    ::waitpid(pid_, nullptr, 0);
}

bool Machine::waitForConsole(const std::string& text, std::chrono::seconds timeout) {
    const auto deadline = std::chrono::steady_clock::now() + timeout;
    while (console().find(text) == std::string::npos) {
        const auto ended = waitForExit(pidfd_.get(), 50ms);
        if (!ended || *ended || std::chrono::steady_clock::now() > deadline)
            return console().find(text) != std::string::npos;
    }
    return true;
}

void Machine::pressPowerButton() {
    const std::string command = "system_powerdown\n";
    static_cast<void>(::write(monitor_.get(), command.data(), command.size()));
}

bool Machine::waitForEnd(std::chrono::seconds timeout) {
    return waitForExit(pidfd_.get(), timeout).value_or(false);
}

std::string Machine::console() const {
    return readFile(logDirectory_ + "/ttyS0.log").value_or("");
}

std::string Machine::results() const {
    return readFile(logDirectory_ + "/ttyS1.log").value_or("");
}

std::string whyNoMachine() {
    const auto qemu = findProgram("qemu-system-x86_64", "qemu-system-x86");
    return qemu ? "" : qemu.error().message;
}

} // namespace twinvirt::test
