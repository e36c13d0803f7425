#include "lxc/partition_shares.h"

#include "util/atomic_file.h"

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <map>
#include <sstream>
#include <unistd.h>

namespace twinvirt::lxc {

namespace {

std::string parentOf(const std::string& path) {
    return path.substr(0, path.rfind('/'));
}

const PartitionShares* find(const PartitionTable& table, const std::string& path) {
    for (const auto& shares : table)
        if (shares.path == path)
            return &shares;
    return nullptr;
}

Error wrong(const std::string& fileName, int line, const std::string& what) {
    return {ErrorCode::configUnsupported, fileName + ":" + std::to_string(line) + ": " + what};
}

/// "cpu=50" into its member; false when it is something else.
bool readShare(const std::string& word, PartitionShares& shares) {
    const std::map<std::string, std::optional<unsigned> PartitionShares::*> members{
        {"cpu", &PartitionShares::cpu},
        {"memory", &PartitionShares::memory},
        {"io", &PartitionShares::io}};
    const auto equals = word.find('=');
    const auto member = members.find(word.substr(0, equals));
    if (equals == std::string::npos || member == members.end())
        return false;
    unsigned percent = 0;
    const auto* end = word.data() + word.size();
    const auto [stop, error] = std::from_chars(word.data() + equals + 1, end, percent);
    if (error != std::errc() || stop != end || percent < 1 || percent > 100)
        return false;
    shares.*(member->second) = percent;
    return true;
}

Result<PartitionShares> readLine(const std::string& fileName, int number, const std::string& line) {
    PartitionShares shares;
    std::istringstream words(line);
    words >> shares.path;
    if (shares.path.size() < 2 || shares.path.front() != '/' || shares.path.back() == '/' ||
        shares.path.find("//") != std::string::npos || shares.path.find("/.") != std::string::npos)
        return wrong(fileName, number,
                     "'" + shares.path + "' is no partition; write its path, as /prod");
    for (std::string word; words >> word;) {
        if (word.starts_with("net="))
            return wrong(
                fileName, number,
                "the network cannot be shared by percentages: there is no queue that all "
                "of a partition's containers pass and no rate of which it would be a part; "
                "limit each with <bandwidth> in its <interface>");
        if (!readShare(word, shares))
            return wrong(fileName, number,
                         "'" + word + "' is no share; write cpu=, memory= or io= and 1 to 100");
    }
    return shares;
}

/// Siblings cannot have more than all of their parent.
Result<void> checkSums(const std::string& fileName, const PartitionTable& table) {
    for (const auto member :
         {&PartitionShares::cpu, &PartitionShares::memory, &PartitionShares::io}) {
        std::map<std::string, unsigned> sums;
        for (const auto& shares : table)
            if ((sums[parentOf(shares.path)] += (shares.*member).value_or(0)) > 100)
                return Error{ErrorCode::configUnsupported,
                             fileName + ": '" + shares.path +
                                 "' and its siblings have more than 100 percent together"};
    }
    return {};
}

std::uint64_t hostMemory() {
    return static_cast<std::uint64_t>(::sysconf(_SC_PHYS_PAGES)) *
           static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
}

/// Of the host's memory: a share of a share. nullopt when a partition on the way has none.
std::optional<std::uint64_t> protectedMemory(const PartitionTable& table, const std::string& path) {
    std::uint64_t bytes = hostMemory();
    for (auto above = path; !above.empty(); above = parentOf(above)) {
        const auto* shares = find(table, above);
        if (shares == nullptr || !shares->memory)
            return std::nullopt;
        bytes = bytes / 100 * *shares->memory;
    }
    return bytes / 4096 * 4096;
}

void addSettings(const PartitionTable& table, const PartitionShares& shares, const std::string& up,
                 const CgroupHierarchy& hierarchy, std::vector<CgroupSetting>& settings) {
    const bool v2 = hierarchy.unified;
    const auto add = [&](const char* controller, const std::string& file, std::uint64_t value) {
        if (hierarchy.has(controller))
            settings.push_back({up + file, std::to_string(value), true});
    };
    if (shares.cpu)
        add("cpu", v2 ? "cpu.weight" : "cpu.shares", *shares.cpu * (v2 ? 100ULL : 1024ULL));
    if (const auto memory = protectedMemory(table, shares.path))
        add("memory", v2 ? "memory.low" : "memory.soft_limit_in_bytes", *memory);
    if (shares.io && v2)
        add("io", "io.bfq.weight|" + up + "io.weight", *shares.io * 10ULL);
    if (shares.io && !v2)
        add("blkio", "blkio.bfq.weight|" + up + "blkio.weight", *shares.io * 10ULL);
}

} // namespace

Result<PartitionTable> parsePartitions(const std::string& fileName, const std::string& text) {
    PartitionTable table;
    std::istringstream lines(text);
    int number = 0;
    for (std::string line; std::getline(lines, line);) {
        ++number;
        line.resize(std::min(line.size(), line.find('#')));
        if (line.find_first_not_of(" \t\r") == std::string::npos)
            continue;
        const auto shares = TRY(readLine(fileName, number, line));
        if (find(table, shares.path) != nullptr)
            return wrong(fileName, number, "'" + shares.path + "' stands there twice");
        table.push_back(shares);
    }
    TRY(checkSums(fileName, table));
    return table;
}

Result<PartitionTable> loadPartitions(const StatePaths& paths) {
    const auto file = paths.root + "/etc/twinvirt/partitions";
    const auto text = readFile(file, 1U << 20U);
    if (!text)
        return text.error().errnum == ENOENT ? Result<PartitionTable>(PartitionTable{})
                                             : Result<PartitionTable>(text.error());
    return parsePartitions(file, *text);
}

std::vector<CgroupSetting> partitionSettings(const PartitionTable& table,
                                             const std::string& partition,
                                             const CgroupHierarchy& hierarchy) {
    std::vector<CgroupSetting> settings;
    std::string up = "../";
    for (auto path = partition; !path.empty(); path = parentOf(path), up += "../")
        if (const auto* shares = find(table, path))
            addSettings(table, *shares, up, hierarchy, settings);
    return settings;
}

} // namespace twinvirt::lxc
