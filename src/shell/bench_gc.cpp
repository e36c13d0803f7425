#include "api/domain_clones.h"
#include "benchmark/result/result.h"
#include "benchmark/run/external/external_arm.h"
#include "benchmark/run/persistent_domains.h"
#include "benchmark/run/probe_cgroup.h"
#include "benchmark/run/run_network.h"
#include "shell/bench_actions.h"
#include "shell/bench_guard.h"
#include "shell/json_output.h"
#include "shell/shell.h"

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <thread>

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
    return removed;
}

/// A run that was killed in the middle of a start leaves an instance that only becomes one after
/// it: what starts it is a process of its own, or libvirt's daemon. So this looks again until
/// nothing new came for a while.
Result<std::vector<std::string>> removeInstancesUntilQuiet(Shell& shell) {
    using namespace std::chrono_literals;
    constexpr auto quiet = 2s;
    auto removed = TRY(removeInstances(shell));
    auto last = std::chrono::steady_clock::now();
    while (std::chrono::steady_clock::now() - last < quiet) {
        std::this_thread::sleep_for(250ms);
        for (auto& name : TRY(removeInstances(shell))) {
            removed.push_back(std::move(name));
            last = std::chrono::steady_clock::now();
        }
    }
    return removed;
}

/// What a run defines carries its title beside such a name. A snapshot before its original, which
/// cannot go while the other is there.
Result<std::vector<std::string>> removeDefinitions(Shell& shell) {
    Connection* connection = TRY(shell.connection());
    std::vector<Domain> found = TRY(connection->listDomains({.active = false, .inactive = true}));
    std::erase_if(found, [](const Domain& domain) {
        return !isInstanceName(domain.record.identity.name) ||
               domain.record.title != bench::persistentTitle || domain.driver->clones() == nullptr;
    });
    const auto numberOf = [](const Domain& domain) {
        const std::string& name = domain.record.identity.name;
        return std::strtoul(name.c_str() + name.rfind('-') + 1, nullptr, 10);
    };
    std::ranges::sort(found, std::greater{}, numberOf);
    std::vector<std::string> removed;
    for (Domain& domain : found) {
        const DomainIdentity& identity = domain.record.identity;
        TRY_WITHIN("'" + identity.name + "'",
                   domain.driver->clones()->undefineWithStorage(identity));
        removed.push_back(identity.name);
    }
    return removed;
}

/// The storage of snapshots that a run was killed in the middle of making or removing.
Result<std::vector<std::string>> removeAbandonedStorage(Shell& shell) {
    Connection* connection = TRY(shell.connection());
    std::vector<std::string> removed;
    for (Driver* driver : TRY(connection->drivers()))
        if (DomainClones* clones = driver->clones())
            for (auto& directory : TRY(clones->removeAbandoned(isInstanceName)))
                removed.push_back(std::move(directory));
    return removed;
}

/// Only a run that was killed leaves one.
std::vector<fs::directory_entry> workDirectories() {
    std::vector<fs::directory_entry> found;
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(workParent, error)) {
        const std::string name = entry.path().filename();
        constexpr std::size_t length = 21; // twinvirt-bench-XXXXXX
        if (name.starts_with("twinvirt-bench-") && name.size() == length &&
            entry.is_directory(error) && !entry.is_symlink(error))
            found.push_back(entry);
    }
    return found;
}

Result<std::vector<std::string>>
removeWorkDirectories(const std::vector<fs::directory_entry>& directories) {
    std::vector<std::string> removed;
    std::error_code error;
    for (const auto& entry : directories) {
        // First what tools of others run there, by their own means.
        for (auto& instance : TRY_WITHIN("'" + entry.path().string() + "'",
                                         bench::removeExternalLeftovers(entry.path())))
            removed.push_back(std::move(instance));
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
    const auto directories = workDirectories();
    auto removed =
        TRY(directories.empty() ? removeInstances(shell) : removeInstancesUntilQuiet(shell));
    for (auto& name : TRY(removeDefinitions(shell)))
        removed.push_back(std::move(name));
    for (auto& directory : TRY(removeAbandonedStorage(shell)))
        removed.push_back(std::move(directory));
    const Connection* connection = TRY(shell.connection());
    shell.remarkUnavailable(*connection);
    for (auto& directory : TRY(removeWorkDirectories(directories)))
        removed.push_back(std::move(directory));
    for (auto& cgroup : TRY(bench::removeLeftProbeCgroups()))
        removed.push_back(std::move(cgroup));
    for (auto& bridge : TRY(bench::removeLeftRunNetworks()))
        removed.push_back(std::move(bridge));
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
