#include "benchmark/doctor/host_tree.h"

#include "util/atomic_file.h"

#include <algorithm>
#include <filesystem>

namespace twinvirt::bench {

std::optional<std::string> valueOf(const std::string& file) {
    const auto text = readFile(file);
    if (!text)
        return std::nullopt;
    const std::string line = text->substr(0, text->find('\n'));
    const auto begin = line.find_first_not_of(" \t");
    if (begin == std::string::npos)
        return std::nullopt;
    return line.substr(begin, line.find_last_not_of(" \t") - begin + 1);
}

std::optional<std::string> choiceOf(const std::string& file) {
    const auto line = valueOf(file);
    if (!line)
        return std::nullopt;
    const auto open = line->find('[');
    const auto close = line->find(']');
    if (open == std::string::npos || close == std::string::npos || close < open)
        return line;
    return line->substr(open + 1, close - open - 1);
}

std::vector<std::string> frequencyPolicies(const std::string& sysRoot) {
    const std::string folder = "devices/system/cpu/cpufreq";
    std::vector<std::string> names;
    std::error_code error;
    for (const auto& entry : std::filesystem::directory_iterator(sysRoot + "/" + folder, error))
        if (const std::string name = entry.path().filename(); name.starts_with("policy"))
            names.push_back(folder + "/" + name);
    std::sort(names.begin(), names.end(), [](const std::string& one, const std::string& other) {
        return one.size() != other.size() ? one.size() < other.size() : one < other;
    });
    return names;
}

} // namespace twinvirt::bench
