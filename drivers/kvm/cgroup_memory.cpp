#include "kvm/cgroup_memory.h"

#include "util/atomic_file.h"

#include <sstream>
#include <unistd.h>

namespace twinvirt::kvm {

namespace {

/// The machine's own directory in "…/machine/qemu-3-web.libvirt-qemu/libvirt/emulator" or in
/// systemd's "…/machine-qemu\x2d3\x2dweb.scope/libvirt/emulator".
std::optional<std::string> machineCgroup(const std::string& path) {
    for (const char* suffix : {".libvirt-qemu", ".scope"}) {
        const auto found = path.find(suffix);
        if (found == std::string::npos || path.find("qemu") == std::string::npos)
            continue;
        const auto end = path.find('/', found);
        return path.substr(0, end);
    }
    return std::nullopt;
}

bool names(const std::string& controllers, const std::string& wanted) {
    return ("," + controllers + ",").find("," + wanted + ",") != std::string::npos;
}

} // namespace

std::optional<std::string> cgroupMemoryFile(pid_t qemu, const std::string& proc,
                                            const std::string& cgroups) {
    const auto text = readFile(proc + "/" + std::to_string(qemu) + "/cgroup");
    if (!text)
        return std::nullopt;
    std::istringstream lines(*text);
    // "4:memory:/path" is of v1, "0::/path" of v2.
    for (std::string line; std::getline(lines, line);) {
        const auto first = line.find(':');
        const auto second = line.find(':', first + 1);
        if (first == std::string::npos || second == std::string::npos)
            continue;
        const auto controllers = line.substr(first + 1, second - first - 1);
        const auto cgroup = machineCgroup(line.substr(second + 1));
        if (!cgroup)
            continue;
        std::string file;
        if (names(controllers, "memory"))
            file = cgroups + "/memory" + *cgroup + "/memory.usage_in_bytes";
        else if (controllers.empty())
            file = cgroups + *cgroup + "/memory.current";
        if (!file.empty() && ::access(file.c_str(), R_OK) == 0)
            return file;
    }
    return std::nullopt;
}

} // namespace twinvirt::kvm
