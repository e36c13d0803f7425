#include "kvm/footprint.h"

#include "kvm/cgroup_memory.h"
#include "kvm/domain_record.h"
#include "kvm/domain_summary.h"
#include "util/atomic_file.h"

#include <cstdlib>
#include <filesystem>
#include <optional>
#include <unistd.h>

namespace twinvirt::kvm {

namespace {

/// The process of a pid file, when its command line holds `mark`: the file may be older than the
/// process that has the number now.
std::optional<pid_t> verifiedProcess(const std::string& pidFile, const std::string& mark) {
    const auto text = readFile(pidFile, 64);
    if (!text)
        return std::nullopt;
    const auto pid = static_cast<pid_t>(std::strtol(text->c_str(), nullptr, 10));
    if (pid <= 0)
        return std::nullopt;
    const auto commandLine = readFile("/proc/" + std::to_string(pid) + "/cmdline");
    if (!commandLine || commandLine->find(mark) == std::string::npos)
        return std::nullopt;
    return pid;
}

/// libvirt calls a helper's files "ID-NAME-…", the name cut to 20 bytes.
std::vector<pid_t> helperProcesses(const std::string& directory, const DomainRecord& record) {
    const auto mark = std::to_string(*record.id) + "-" + record.identity.name.substr(0, 20) + "-";
    std::vector<pid_t> helpers;
    std::error_code error;
    for (const auto& entry : std::filesystem::directory_iterator(directory, error)) {
        const auto file = entry.path().filename().string();
        if (!file.starts_with(mark) || !file.ends_with(".pid"))
            continue;
        if (const auto pid = verifiedProcess(entry.path().string(), mark))
            helpers.push_back(*pid);
    }
    return helpers;
}

std::string accelerationOf(DomainType type) {
    switch (type) {
    case DomainType::kvm:
        return "kvm";
    case DomainType::qemu:
        return "tcg";
    default:
        return "";
    }
}

} // namespace

std::string stateDirectory(const ConnectionUri& uri) {
    if (!uri.root.empty())
        return uri.root + "/run/qemu";
    if (uri.path != "/session")
        return "/run/libvirt/qemu";
    if (const char* runtime = std::getenv("XDG_RUNTIME_DIR"); runtime != nullptr)
        return std::string(runtime) + "/libvirt/qemu/run";
    const char* home = std::getenv("HOME");
    return std::string(home != nullptr ? home : "") + "/.cache/libvirt/qemu/run";
}

Result<DomainFootprint> footprintOf(virDomainPtr domain, const std::string& stateDirectory) {
    const auto record = TRY(recordOf(domain));
    if (!record.id)
        return Error{ErrorCode::operationInvalid,
                     "Requested operation is not valid: domain is not running", 0};
    DomainFootprint footprint;
    footprint.acceleration = accelerationOf(record.type);
    const auto qemu = verifiedProcess(stateDirectory + "/" + record.identity.name + ".pid",
                                      record.identity.uuid.toString());
    if (!qemu)
        return footprint; // a driver without processes: test:///default
    footprint.runtime = helperProcesses(stateDirectory, record);
    footprint.runtime.insert(footprint.runtime.begin(), *qemu);
    if (const auto file = cgroupMemoryFile(*qemu))
        footprint.cgroupMemoryFiles.push_back(*file);
    return footprint;
}

} // namespace twinvirt::kvm
