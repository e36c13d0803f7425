#include "kvm/probe/kvm_probe.h"

#include "kvm/probe/debug_exit.h"
#include "util/process.h"
#include "util/unique_fd.h"

#include <sys/mman.h>
#include <sys/wait.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <unistd.h>

#if defined(__x86_64__)
extern "C" const std::array<unsigned char, 512> twinvirtKvmProbeBootSector;
#endif

namespace twinvirt::kvm {

namespace {

#if defined(__x86_64__)
/// The boot sector as a disk without a file: QEMU opens it as /proc/PID/fd/N of ours.
UniqueFd bootDisk() {
    UniqueFd disk(::memfd_create("twinvirt-kvm-probe", MFD_CLOEXEC));
    const auto& sector = twinvirtKvmProbeBootSector;
    if (disk &&
        ::write(disk.get(), sector.data(), sector.size()) != static_cast<ssize_t>(sector.size()))
        disk.reset();
    return disk;
}

std::vector<std::string> commandLine(const ProbeRequest& request, int disk) {
    const std::string file = "/proc/" + std::to_string(::getpid()) + "/fd/" + std::to_string(disk);
    // The watchdog is a process of its own: should this one be killed, the guest still ends.
    const std::string seconds = std::to_string(static_cast<double>(request.limit.count()) / 1000);
    return {"-s",
            "KILL",
            seconds,
            request.emulator,
            "-accel",
            request.accelerator,
            "-machine",
            "pc",
            "-m",
            "16",
            "-nodefaults",
            "-no-user-config",
            "-display",
            "none",
            "-no-reboot",
            "-device",
            "isa-debug-exit,iobase=" + std::to_string(TWINVIRT_DEBUG_EXIT_PORT) + ",iosize=1",
            "-drive",
            "file=" + file + ",format=raw,if=none,id=disk",
            "-device",
            "ide-hd,drive=disk"};
}

KvmVerdict judge(const ProcessOutput& output, const ProbeRequest& request,
                 std::chrono::milliseconds took) {
    constexpr int success = 2 * TWINVIRT_DEBUG_EXIT_VALUE + 1;
    if (WIFEXITED(output.status) && WEXITSTATUS(output.status) == success)
        return {true, "a guest booted in " + std::to_string(took.count()) + " ms"};
    // timeout(1) ends itself by the signal that it sent.
    if (took >= request.limit)
        return {false, "/dev/kvm opens, but a guest of 512 bytes did not get from its BIOS through "
                       "a loop in long mode within " +
                           std::to_string(request.limit.count()) +
                           " ms (a working KVM needs about 300)"};
    // Warnings come first; what it ended over is the last line.
    auto said = output.errors.substr(0, output.errors.find_last_not_of('\n') + 1);
    said.erase(0, said.rfind('\n') + 1);
    if (said.empty())
        said = "it ended with wait status " + std::to_string(output.status);
    return {false, "QEMU did not run a guest: " + said};
}
#endif

} // namespace

KvmVerdict runKvmProbe(const ProbeRequest& request) {
    const bool needsDevice = request.accelerator == "kvm";
    if (needsDevice && ::access("/dev/kvm", R_OK | W_OK) != 0)
        return {false, std::string("/dev/kvm: ") + std::strerror(errno)};
    if (::access(request.emulator.c_str(), X_OK) != 0)
        return {false, request.emulator + ": " + std::strerror(errno) +
                           "; install it: apt-get install qemu-system-x86"};
#if defined(__x86_64__)
    const auto disk = bootDisk();
    if (!disk)
        return {false, std::string("memfd_create: ") + std::strerror(errno)};
    const auto start = std::chrono::steady_clock::now();
    const auto output = runProcess("/usr/bin/timeout", commandLine(request, disk.get()),
                                   request.limit + std::chrono::seconds(5));
    const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(
        std::chrono::steady_clock::now() - start);
    if (!output)
        return {false, output.error().message};
    return judge(*output, request, took);
#else
    return {true, "/dev/kvm opens (on this architecture no guest is booted to prove it)"};
#endif
}

} // namespace twinvirt::kvm
