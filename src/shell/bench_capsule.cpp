#include "benchmark/capsule/capsule.h"
#include "benchmark/result/result_comparison.h"
#include "benchmark/run/work_directory.h"
#include "benchmark/spec/read_spec.h"
#include "shell/bench_actions.h"
#include "shell/bench_options.h"
#include "shell/bench_run.h"
#include "shell/bench_table.h"
#include "shell/command_parser.h"
#include "shell/shell.h"

#include <algorithm>

namespace twinvirt {

namespace {

constexpr const char* workParent = "/var/tmp"; // see bench_run.cpp
/// The options that the capsule's run was made with, read as if they were typed.
Result<ParsedCommand> recordedCommand(const std::string& file, const std::string& text) {
    const Error wrong{ErrorCode::invalidArgument,
                      "read '" + file + "': its command is no 'bench run' that could be repeated"};
    const auto commands = splitCommands(text);
    if (!commands || commands->size() != 1)
        return wrong;
    Words words = commands->front();
    if (words.size() < 4 || words[0] != "twinsh" || words[1] != "bench" || words[2] != "run")
        return wrong;
    words.erase(words.begin());
    auto parsed = parseCommand(words);
    if (!parsed || parsed->all("path").size() != 1)
        return wrong;
    for (const char* option : {"out", "resume", "force", "json", "help"})
        if (parsed->has(option))
            return wrong;
    return parsed;
}

/// The capsule's specification with the options of its run and then those of this command.
Result<BenchRequest> requestOf(const std::string& file, const bench::Capsule& capsule,
                               const std::string& directory, const ParsedCommand& command) {
    const ParsedCommand recorded = TRY(recordedCommand(file, capsule.result.command));
    BenchRequest request;
    request.spec =
        TRY(bench::parseBenchmarkSpec(file + ": specification.xml", capsule.specification));
    for (bench::ArmSpec& arm : request.spec.arms)
        if (!arm.isHost())
            arm.domainFile = bench::definitionIn(directory, arm.name);
    // The report names the specification as the first run did, so that the command in it is one
    // that repeats the run where the specification stands.
    request.spec.fileName = recorded.all("path").front();
    TRY(applyRunOptions(recorded, request.spec));
    TRY(applyRunOptions(command, request.spec));
    request.seed = static_cast<long long>(capsule.result.design.seed);
    return request;
}

/// Before the run, for who would rather not wait for one that cannot be compared.
void sayDifferences(Shell& shell, const bench::BenchmarkResult& before,
                    bench::BenchmarkResult now) {
    for (bench::ArmDescription& arm : now.arms) // what it runs on is known after its first boot
        if (const bench::ArmDescription* old = bench::findArm(before, arm.name))
            arm.acceleration = old->acceleration;
    for (const std::string& difference : bench::differencesOf(before, now))
        shell.remark("another here", difference);
}

} // namespace

Result<int> benchExport(Shell& shell, const ParsedCommand& /*command*/,
                        const std::vector<std::string>& paths) {
    const bench::BenchmarkResult result = TRY(bench::readResultFile(paths[0]));
    TRY(bench::writeCapsule(paths[1], result));
    shell.done("Capsule " + paths[1] + " written; 'twinsh bench rerun' repeats it");
    return 0;
}

Result<int> benchRerun(Shell& shell, const ParsedCommand& command,
                       const std::vector<std::string>& paths) {
    TRY(shell.requireWritable(command));
    TRY(checkComparison(command));
    const bench::Capsule capsule = TRY(bench::readCapsule(paths[0]));
    const auto work = TRY(bench::WorkDirectory::create(workParent));
    TRY(bench::unpackCapsule(capsule, work.path()));
    BenchRequest request = TRY(requestOf(paths[0], capsule, work.path(), command));
    request.begins = [&](const bench::BenchmarkResult& now) {
        sayDifferences(shell, capsule.result, now);
    };
    const auto run = performRun(shell, request, command.text("out").value_or(""));
    if (!run || !*run)
        return statusWithoutResult(shell, run);
    const FinishedRun& finished = **run;
    const bench::BenchmarkResult& result = finished.stored.result;
    if (!command.has("json"))
        shell.print(benchText(result, finished.stored.analysis) + "Report: " + finished.directory +
                    "/report.html\n\nBefore: run " + capsule.result.runId + " of " +
                    capsule.result.started + "\n\n");
    if (const int status = statusOf(shell, result); status != 0)
        return status;
    return printComparison(shell, command, capsule.result, result);
}

} // namespace twinvirt
