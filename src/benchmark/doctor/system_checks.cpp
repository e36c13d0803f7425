#include "benchmark/doctor/check.h"
#include "benchmark/doctor/host_doctor.h"
#include "benchmark/result/sentences.h"
#include "util/atomic_file.h"

#include <sys/statvfs.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <sstream>
#include <unistd.h>

namespace twinvirt::bench {

static bool exists(const std::string& path) {
    return ::access(path.c_str(), F_OK) == 0;
}

/// x86 says so with a CPU flag, Xen and the device trees of arm64 with a directory.
static bool isVirtual(const HostRoots& roots) {
    std::istringstream lines(readFile(roots.proc + "/cpuinfo").value_or(std::string()));
    for (std::string line; std::getline(lines, line);)
        if (line.starts_with("flags"))
            return (line + " ").find(" hypervisor ") != std::string::npos;
    return exists(roots.sys + "/hypervisor/type") || exists(roots.proc + "/device-tree/hypervisor");
}

static HostCheck checkVirtual(const HostRoots& roots) {
    const std::string topic = "if the host is hardware";
    if (!isVirtual(roots))
        return passing(topic, "no hypervisor below");
    const auto vendor = valueOf(roots.sys + "/class/dmi/id/sys_vendor");
    const auto product = valueOf(roots.sys + "/class/dmi/id/product_name");
    const std::string below =
        vendor.value_or("") + (vendor && product ? " " : "") + product.value_or("");
    return judged(topic, false, CheckVerdict::warn,
                  "a virtual machine" + (below.empty() ? "" : ": " + below),
                  "machines on it are machines in a machine, and its neighbours are part of every "
                  "figure; compare only results of the same host, or measure on hardware");
}

static HostCheck checkCgroups(const HostRoots& roots) {
    const std::string topic = "for cgroups that count CPU time and memory";
    const std::string root = roots.sys + "/fs/cgroup";
    std::string layout;
    if (exists(root + "/cgroup.controllers"))
        layout = "v2";
    else if (exists(root + "/memory") && exists(root + "/unified/cgroup.procs"))
        layout = "hybrid, controllers on v1";
    else if (exists(root + "/memory"))
        layout = "v1";
    return judged(topic, !layout.empty(), CheckVerdict::warn,
                  layout.empty() ? "not mounted" : layout,
                  "mount -t cgroup2 cgroup2 /sys/fs/cgroup; until then CPU time is counted in "
                  "ticks of 10 ms and containers have no memory figure of their own");
}

std::vector<HostCheck> checkSystem(const HostRoots& roots) {
    return {checkVirtual(roots), checkCgroups(roots)};
}

HostCheck checkKvmDevice(const HostRoots& roots) {
    const std::string topic = "if KVM can run machines";
    const std::string device = roots.dev + "/kvm";
    const bool opens = ::access(device.c_str(), R_OK | W_OK) == 0;
    return judged(topic, opens, CheckVerdict::warn,
                  opens ? device + " opens, no guest was tried"
                        : device + ": " + std::strerror(errno),
                  "machines would be emulated, and no verdict about a machine follows from that; "
                  "'twinsh host-validate qemu' says what to do");
}

HostCheck checkScratch(const std::string& directory,
                       const std::optional<std::uint64_t>& freeBytes) {
    const std::string topic = "for free space in " + directory;
    const std::string remedy = "a run unpacks its trees and kernels there; free some";
    if (!freeBytes)
        return judged(topic, false, CheckVerdict::fail, "it cannot be read", "make the directory");
    constexpr double wantedMib = 2048; // a Debian tree, its image and a kernel, twice over
    constexpr double neededMib = 256;  // a busybox tree, its image and a kernel
    const double mib = static_cast<double>(*freeBytes) / (1024 * 1024);
    return judged(topic, mib >= wantedMib,
                  mib < neededMib ? CheckVerdict::fail : CheckVerdict::warn,
                  formatValue(mib) + " MiB", remedy);
}

std::optional<std::uint64_t> freeBytesIn(const std::string& directory) {
    struct statvfs space {};
    if (::statvfs(directory.c_str(), &space) != 0)
        return std::nullopt;
    return std::uint64_t{space.f_bavail} * space.f_frsize;
}

HostCheck checkNoOtherBenchmark(const Result<std::optional<std::string>>& holder) {
    const std::string topic = "if no other benchmark runs";
    if (!holder)
        return judged(topic, false, CheckVerdict::warn, holder.error().message,
                      "the lock is root's: ask as root");
    return judged(topic, !holder->has_value(), CheckVerdict::fail,
                  holder->value_or("the lock is free"),
                  "two would measure each other; wait for its end, or stop it with SIGINT");
}

static bool isInstalled(const std::string& program, const std::string& searchPath) {
    std::istringstream directories(searchPath);
    for (std::string directory; std::getline(directories, directory, ':');)
        if (::access((directory + "/" + program).c_str(), X_OK) == 0)
            return true;
    return false;
}

HostCheck checkPeers(const std::string& searchPath) {
    struct Peer {
        const char* program;
        const char* package; ///< of Debian
    };
    static constexpr std::array<Peer, 9> peers{{{"lxc-start", "lxc"},
                                                {"crun", "crun"},
                                                {"runc", "runc"},
                                                {"podman", "podman"},
                                                {"systemd-nspawn", "systemd-container"},
                                                {"hyperfine", "hyperfine"},
                                                {"fio", "fio"},
                                                {"sysbench", "sysbench"},
                                                {"iperf3", "iperf3"}}};
    std::string absent;
    std::string packages;
    for (const Peer& peer : peers)
        if (!isInstalled(peer.program, searchPath)) {
            absent += (absent.empty() ? "no " : ", ") + std::string(peer.program);
            packages += " " + std::string(peer.package);
        }
    return judged("for other programs to compare with", absent.empty(), CheckVerdict::warn,
                  absent.empty() ? "all there" : absent, "apt-get install" + packages);
}

} // namespace twinvirt::bench
