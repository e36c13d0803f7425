#include "benchmark/doctor/host_doctor.h"
#include "benchmark/doctor/host_tuning.h"
#include "benchmark/result/result.h"
#include "shell/bench_actions.h"
#include "shell/bench_guard.h"
#include "shell/host_check_text.h"
#include "shell/json_output.h"
#include "shell/shell.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdlib>
#include <iterator>
#include <thread>
#include <unistd.h>

namespace twinvirt {

namespace {

using namespace bench;

constexpr const char* stateFile = "/run/twinvirt/bench-tuning.json";
constexpr const char* scratch = "/var/tmp"; // see bench_run.cpp
constexpr int spoiltStatus = 4;
constexpr int failedStatus = 3;

void append(std::vector<HostCheck>& checks, std::vector<HostCheck> more) {
    std::ranges::move(more, std::back_inserter(checks));
}

/// What happens in a second in which we do nothing.
std::vector<HostCheck> watchForASecond(const HostRoots& roots) {
    const NoiseReading before = readNoise(roots.proc, roots.sys);
    std::this_thread::sleep_for(std::chrono::seconds(1));
    const NoiseReading now = readNoise(roots.proc, roots.sys);
    return checkQuiet(now, differenceOf(before, now));
}

/// The answer of the driver that has tried it, where the connection has one; else the device's.
HostCheck checkKvm(Shell& shell, const HostRoots& roots) {
    HostCheck check = checkKvmDevice(roots);
    Connection* connection = shell.connectionForCompletion();
    if (check.verdict != CheckVerdict::pass || connection == nullptr)
        return check;
    const auto drivers = connection->drivers();
    if (!drivers)
        return check;
    for (Driver* driver : *drivers) {
        const auto all = driver->host().hostChecks();
        for (const HostCheck& one : all ? *all : std::vector<HostCheck>())
            if (one.driver == "QEMU" && one.topic.find("KVM runs a guest") != std::string::npos)
                return {check.driver, check.topic, one.verdict, one.detail, one.remedy};
    }
    return check;
}

/// The quiet ones come first: what follows may start libvirtd.
std::vector<HostCheck> allChecks(Shell& shell) {
    const HostRoots roots;
    std::vector<HostCheck> checks = watchForASecond(roots);
    checks.push_back(checkNoOtherBenchmark(runningBenchmark()));
    append(checks, checkProcessor(roots));
    append(checks, checkMemory(roots));
    append(checks, checkSystem(roots));
    checks.push_back(checkScratch(scratch, freeBytesIn(scratch)));
    checks.push_back(checkKvm(shell, roots));
    const char* searchPath = std::getenv("PATH");
    checks.push_back(checkPeers(searchPath == nullptr ? "/usr/sbin:/usr/bin" : searchPath));
    return checks;
}

Result<int> examine(Shell& shell, const ParsedCommand& command) {
    const std::vector<HostCheck> checks = allChecks(shell);
    JsonList list;
    for (const HostCheck& check : checks) {
        list.emplace_back(recordOf(check));
        if (!command.has("json"))
            shell.print(textOf(check));
    }
    if (command.has("json"))
        shell.print(formatJson(list));
    const auto spoils = [](const HostCheck& check) { return check.verdict == CheckVerdict::fail; };
    return std::ranges::any_of(checks, spoils) ? spoiltStatus : 0;
}

std::string textOf(const TuneStep& step) {
    switch (step.outcome) {
    case TuneOutcome::changed:
        return step.title + ": " + step.from + " -> " + step.to;
    case TuneOutcome::kept:
        return step.title + ": " + step.to + " already";
    case TuneOutcome::notHere:
        return step.title + ": not on this host";
    case TuneOutcome::failed:
        break;
    }
    return step.title + ": still " + step.from + ": " + step.reason;
}

JsonRecord recordOf(const TuneStep& step) {
    return {{"setting", step.title},
            {"outcome", std::string(outcomeWord(step.outcome))},
            {"from", step.from},
            {"to", step.to},
            {"reason", step.reason}};
}

int printSteps(Shell& shell, const ParsedCommand& command, const std::vector<TuneStep>& steps) {
    JsonList list;
    bool failed = false;
    for (const TuneStep& step : steps) {
        failed = failed || step.outcome == TuneOutcome::failed;
        list.emplace_back(recordOf(step));
        if (!command.has("json"))
            shell.print(textOf(step) + "\n");
    }
    if (command.has("json"))
        shell.print(formatJson(list));
    else if (command.has("tune"))
        shell.done(std::string("'bench doctor --restore' puts back what was, from ") + stateFile);
    else if (steps.empty())
        shell.done("nothing is tuned: there is nothing to put back");
    return failed ? failedStatus : 0;
}

/// With the lock of the host's only benchmark: nobody's host changes under him while he measures.
Result<int> change(Shell& shell, const ParsedCommand& command) {
    static constexpr std::array<std::string_view, 2> exclusive{"tune", "restore"};
    TRY(requireAtMostOne(command, exclusive));
    TRY(shell.requireWritable(command));
    if (::geteuid() != 0)
        return Error{ErrorCode::operationDenied,
                     "settings of the kernel are changed by root only; run it with sudo"};
    const BenchGuard guard = TRY(BenchGuard::open("doctor", utcNow()));
    const std::string sys = HostRoots().sys;
    const auto steps =
        TRY(command.has("tune") ? tuneHost(sys, stateFile) : restoreHost(sys, stateFile));
    return printSteps(shell, command, steps);
}

} // namespace

Result<int> benchDoctor(Shell& shell, const ParsedCommand& command,
                        const std::vector<std::string>& /*paths*/) {
    const bool changes = command.has("tune") || command.has("restore");
    return changes ? change(shell, command) : examine(shell, command);
}

} // namespace twinvirt
