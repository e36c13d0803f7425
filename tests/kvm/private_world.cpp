#include "kvm/private_world.h"

#include "util/process.h"

#include <sys/mount.h>
#include <sys/stat.h>

#include <algorithm>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <sched.h>
#include <sstream>
#include <unistd.h>

namespace twinvirt::test {

namespace {

constexpr const char* libvirtdConf = "/etc/libvirt/libvirtd.conf";

bool mountEmpty(const char* directory) {
    return ::mount("tmpfs", directory, "tmpfs", 0, "mode=0755") == 0;
}

/// Every process, with the daemons' programs, whose /run is this world's.
bool isOfThisWorld(pid_t pid) {
    struct stat ours {};
    struct stat theirs {};
    const auto run = "/proc/" + std::to_string(pid) + "/root/run";
    return ::stat("/run", &ours) == 0 && ::stat(run.c_str(), &theirs) == 0 &&
           ours.st_dev == theirs.st_dev;
}

std::vector<pid_t> allProcesses() {
    std::vector<pid_t> pids;
    for (const auto& entry : std::filesystem::directory_iterator("/proc"))
        if (const int pid = std::atoi(entry.path().filename().c_str()); pid > 0)
            pids.push_back(pid);
    return pids;
}

} // namespace

bool PrivateWorld::enter() {
    if (::unshare(CLONE_NEWNS) != 0 ||
        ::mount(nullptr, "/", nullptr, MS_PRIVATE | MS_REC, nullptr) != 0)
        return false;
    entered_ = mountEmpty("/run") && mountEmpty("/etc/libvirt") && mountEmpty("/var/lib/libvirt");
    // QEMU's user has to pass through.
    ::mkdir("/etc/libvirt/qemu", 0755);
    return entered_;
}

bool PrivateWorld::hideKvmFromAllButRoot() {
    struct stat device {};
    return ::stat("/dev/kvm", &device) == 0 &&
           ::mknod("/run/kvm", S_IFCHR | 0600, device.st_rdev) == 0 &&
           ::mount("/run/kvm", "/dev/kvm", nullptr, MS_BIND, nullptr) == 0;
}

bool PrivateWorld::writeLibvirtdConf(const std::string& text) {
    return static_cast<bool>(std::ofstream(libvirtdConf) << text);
}

std::vector<pid_t> PrivateWorld::daemons() const {
    std::vector<pid_t> found;
    for (const pid_t pid : allProcesses()) {
        const auto program = programOf(pid);
        if ((program == "libvirtd" || program == "virtlogd" || program == "twinvirt-libvirtd") &&
            isOfThisWorld(pid))
            found.push_back(pid);
    }
    return found;
}

pid_t PrivateWorld::libvirtd() const {
    for (const pid_t pid : daemons())
        if (programOf(pid) == "libvirtd")
            return pid;
    return -1;
}

PrivateWorld::~PrivateWorld() {
    if (!entered_)
        return;
    // By pidfd: between looking and killing a number might become another's.
    for (const pid_t pid : daemons())
        if (const auto process = openPidfd(pid); process && isOfThisWorld(pid)) {
            (void)sendSignal(process->get(), SIGTERM);
            (void)waitForExit(process->get(), std::chrono::seconds(10));
        }
}

pid_t parentOf(pid_t pid) {
    std::ifstream file("/proc/" + std::to_string(pid) + "/stat");
    std::string text;
    std::getline(file, text);
    std::istringstream rest(text.substr(std::min(text.size(), text.rfind(')') + 1)));
    char state = 0;
    pid_t parent = -1;
    rest >> state >> parent;
    return parent;
}

std::vector<pid_t> childrenOf(pid_t pid) {
    std::vector<pid_t> children;
    for (const pid_t other : allProcesses())
        if (parentOf(other) == pid)
            children.push_back(other);
    return children;
}

std::string programOf(pid_t pid) {
    std::error_code ended;
    return std::filesystem::read_symlink("/proc/" + std::to_string(pid) + "/exe", ended)
        .filename()
        .string();
}

} // namespace twinvirt::test
