#include "benchmark/result/result.h"
#include "benchmark/run/probe_cgroup.h"
#include "shell/bench_actions.h"
#include "shell/bench_guard.h"
#include "shell/json_output.h"
#include "shell/shell.h"

#include <algorithm>
#include <filesystem>

namespace twinvirt {

namespace {

namespace fs = std::filesystem;

constexpr const char* workParent = "/var/tmp"; // see bench_run.cpp

/// "bench-0f1e2d3c-app-2": the name that a run gives to an instance, see instanceName.
bool isInstanceName(const std::string& name) {
    constexpr std::size_t idLength = 8;
    const std::string start = "bench-";
    const auto isHex = [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); };
    const auto isDigit = [](char c) { return c >= '0' && c <= '9'; };
    if (!name.starts_with(start) || name.size() < start.size() + idLength + 4 ||
        name[start.size() + idLength] != '-')
        return false;
    const auto id = name.substr(start.size(), idLength);
    const auto number = name.substr(name.rfind('-') + 1);
    return std::ranges::all_of(id, isHex) && !number.empty() &&
           std::ranges::all_of(number, isDigit);
}

/// Transient, of such a name: nobody else's.
Result<std::vector<std::string>> removeInstances(Shell& shell) {
    Connection* connection = TRY(shell.connection());
    std::vector<std::string> removed;
    for (Domain& domain : TRY(connection->listDomains({}))) {
        const auto& record = domain.record;
        if (record.persistent || !isInstanceName(record.identity.name))
            continue;
        TRY_WITHIN("instance '" + record.identity.name + "'",
                   domain.driver->destroyDomain(record.identity));
        removed.push_back(record.identity.name);
    }
    shell.remarkUnavailable(*connection);
    return removed;
}

Result<std::vector<std::string>> removeWorkDirectories() {
    std::vector<std::string> removed;
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(workParent, error)) {
        const std::string name = entry.path().filename();
        constexpr std::size_t length = 21; // twinvirt-bench-XXXXXX
        if (!name.starts_with("twinvirt-bench-") || name.size() != length ||
            !entry.is_directory(error) || entry.is_symlink(error))
            continue;
        fs::remove_all(entry.path(), error);
        if (error)
            return systemError("remove '" + entry.path().string() + "'", error.value());
        removed.push_back(entry.path());
    }
    return removed;
}

} // namespace

/// With the lock of the host's only benchmark: what is there belongs to none that runs.
Result<int> benchGc(Shell& shell, const ParsedCommand& command,
                    const std::vector<std::string>& /*paths*/) {
    TRY(shell.requireWritable(command));
    const BenchGuard guard = TRY(BenchGuard::open("gc", bench::utcNow()));
    auto removed = TRY(removeInstances(shell));
    for (auto& directory : TRY(removeWorkDirectories()))
        removed.push_back(std::move(directory));
    for (auto& cgroup : TRY(bench::removeLeftProbeCgroups()))
        removed.push_back(std::move(cgroup));
    if (command.has("json")) {
        JsonList names;
        for (const auto& name : removed)
            names.emplace_back(name);
        shell.print(formatJson(JsonRecord{{"removed", names}}));
        return 0;
    }
    for (const auto& name : removed)
        shell.print("removed " + name + "\n");
    shell.done(std::to_string(removed.size()) + " leftovers of benchmarks removed");
    return 0;
}

} // namespace twinvirt
