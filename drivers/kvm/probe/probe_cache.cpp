#include "kvm/probe/kvm_probe.h"
#include "util/atomic_file.h"
#include "util/file_lock.h"

#include <sys/stat.h>
#include <sys/utsname.h>

#include <cstdlib>
#include <filesystem>
#include <optional>
#include <unistd.h>

namespace twinvirt::kvm {

namespace {

/// What a verdict holds for: this boot of this kernel, this QEMU, this right to the device.
std::string cacheKey(const ProbeRequest& request) {
    utsname system{};
    ::uname(&system);
    auto boot = readFile("/proc/sys/kernel/random/boot_id").value_or("no boot id\n");
    boot.pop_back();
    struct stat emulator {};
    ::stat(request.emulator.c_str(), &emulator);
    const bool mayOpen = ::access("/dev/kvm", R_OK | W_OK) == 0;
    return "boot " + boot + ", kernel " + system.release + ", " + request.emulator + " of " +
           std::to_string(emulator.st_size) + " bytes at " +
           std::to_string(emulator.st_mtim.tv_sec) + ", " + request.accelerator +
           (mayOpen ? ", /dev/kvm opens" : ", /dev/kvm does not open");
}

/// Three lines: key, "works" or "fails", reason.
std::optional<KvmVerdict> readVerdict(const std::string& file, const std::string& key) {
    const auto text = readFile(file, 4096);
    if (!text || !text->starts_with(key + "\n"))
        return std::nullopt;
    const auto verdict = text->substr(key.size() + 1);
    const auto end = verdict.find('\n');
    if (end == std::string::npos || !verdict.ends_with('\n'))
        return std::nullopt;
    return KvmVerdict{verdict.substr(0, end) == "works",
                      verdict.substr(end + 1, verdict.size() - end - 2)};
}

} // namespace

KvmVerdict probedKvm(const ProbeRequest& request, const std::string& cacheDirectory) {
    const auto key = cacheKey(request);
    const auto file = cacheDirectory + "/kvm-probe";
    if (const auto known = readVerdict(file, key))
        return *known;
    std::error_code error;
    std::filesystem::create_directories(cacheDirectory, error);
    // Without a lock or a cache the probe is merely run once more than needed.
    const auto lock = FileLock::acquire(file + ".lock", request.limit * 3);
    if (const auto known = readVerdict(file, key))
        return *known;
    const auto verdict = runKvmProbe(request);
    const auto kept = writeFileAtomically(
        file, key + "\n" + (verdict.works ? "works\n" : "fails\n") + verdict.reason + "\n",
        Durability::volatileState, 0644);
    (void)kept;
    return verdict;
}

std::string probeCacheDirectory() {
    if (::geteuid() == 0)
        return "/var/cache/twinvirt";
    if (const char* cache = std::getenv("XDG_CACHE_HOME"); cache != nullptr && *cache == '/')
        return std::string(cache) + "/twinvirt";
    const char* home = std::getenv("HOME");
    return std::string(home != nullptr ? home : "/tmp") + "/.cache/twinvirt";
}

} // namespace twinvirt::kvm
