#include "benchmark/measure/cost_reader.h"

#include "benchmark/measure/number_of.h"
#include "util/atomic_file.h"

#include <filesystem>
#include <set>
#include <sstream>

namespace twinvirt::bench {

namespace {

namespace fs = std::filesystem;

std::string textOf(const std::string& file) {
    const auto text = readFile(file);
    return text ? *text : "";
}

/// Of /proc/PID/net/dev: two lines of headings, then one for each link.
double linksOf(const std::string& file) {
    const std::string text = textOf(file);
    std::istringstream lines(text);
    double links = 0;
    for (std::string line; std::getline(lines, line);)
        links += line.find(':') != std::string::npos ? 1 : 0;
    return links;
}

std::string networkOf(const std::string& process) {
    std::error_code error;
    return fs::read_symlink(process + "/ns/net", error).string();
}

/// The parts of memory.stat (cgroup v2); the line "kernel" is their sum where there is one.
std::optional<double> kernelOfUnified(const std::string& directory) {
    const auto text = readFile(directory + "/memory.stat");
    if (!text)
        return std::nullopt;
    if (const auto all = numberOf(*text, "kernel "))
        return all;
    double bytes = 0;
    bool found = false;
    for (const char* part : {"slab ", "kernel_stack ", "pagetables ", "percpu "})
        if (const auto number = numberOf(*text, part)) {
            bytes += *number;
            found = true;
        }
    return found ? std::optional(bytes) : std::nullopt;
}

std::optional<double> kernelBytes(const std::string& directory) {
    if (const auto text = readFile(directory + "/memory.kmem.usage_in_bytes"))
        return std::strtod(text->c_str(), nullptr);
    return kernelOfUnified(directory);
}

std::optional<double> kernelMibOf(const std::vector<std::string>& memoryFiles) {
    std::optional<double> mib;
    for (const std::string& file : memoryFiles)
        if (const auto bytes = kernelBytes(fs::path(file).parent_path()))
            mib = mib.value_or(0) + *bytes / (1024 * 1024);
    return mib;
}

void addProcess(const std::string& process, InstanceUse& use) {
    use.threads += numberOf(textOf(process + "/status"), "Threads:").value_or(0);
    const std::string memory = textOf(process + "/smaps_rollup");
    use.sharedFileMib += numberOf(memory, "Shared_Clean:").value_or(0) / 1024;
    use.privateFileMib += numberOf(memory, "Private_Clean:").value_or(0) / 1024;
}

} // namespace

HostCost readHostCost(const std::string& procRoot) {
    HostCost cost;
    const std::string memory = textOf(procRoot + "/meminfo");
    for (const char* part : {"Slab:", "KernelStack:", "PageTables:", "Percpu:"})
        cost.kernelMib += numberOf(memory, part).value_or(0) / 1024;
    cost.links = linksOf(procRoot + "/self/net/dev");
    return cost;
}

InstanceUse readInstanceUse(const std::string& procRoot, const DomainFootprint& footprint) {
    InstanceUse use;
    std::set<std::string> networks{networkOf(procRoot + "/self"), ""};
    for (const auto* pids : {&footprint.runtime, &footprint.guest})
        for (const pid_t pid : *pids) {
            const std::string process = procRoot + "/" + std::to_string(pid);
            addProcess(process, use);
            if (networks.insert(networkOf(process)).second)
                use.links += linksOf(process + "/net/dev");
        }
    use.kernelMib = kernelMibOf(footprint.cgroupMemoryFiles);
    return use;
}

} // namespace twinvirt::bench
