#include "benchmark/report/charts.h"
#include "benchmark/report/overview.h"
#include "benchmark/report/result_directory.h"
#include "benchmark/result/result_json.h"
#include "benchmark/result/samples_file.h"
#include "benchmark/result/sentences.h"
#include "benchmark/spec/read_spec.h"
#include "benchmark/spec/works.h"
#include "shell/bench_actions.h"
#include "shell/bench_guard.h"
#include "shell/bench_options.h"
#include "shell/bench_run.h"
#include "shell/bench_table.h"
#include "shell/commands.h"
#include "shell/shell.h"
#include "util/atomic_file.h"
#include "util/uuid.h"

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <iterator>
#include <sstream>
#include <unistd.h>
#include <utility>

namespace twinvirt {

namespace {

using bench::StoredResult;

void printResult(Shell& shell, const ParsedCommand& command, const std::string& directory,
                 const StoredResult& stored) {
    if (command.has("json")) {
        shell.print(summaryToJson(stored.result, stored.analysis));
        return;
    }
    shell.print(benchText(stored.result, stored.analysis));
    shell.print("Report: " + directory +
                "/report.html (result.json, result.csv, summary.md and junit.xml beside it)\n");
}

/// --resume DIR: what its run was decides seed and names.
Result<void> applyResume(const ParsedCommand& command, BenchRequest& request) {
    const auto directory = command.text("resume");
    if (!directory)
        return {};
    if (command.has("out"))
        return Error{ErrorCode::invalidArgument,
                     "--out and --resume are exclusive: the result goes into the directory that "
                     "is resumed"};
    request.resumed = TRY_WITHIN("resume '" + *directory + "'", bench::readSamples(*directory));
    request.force = command.has("force");
    request.runId = request.resumed->runId;
    if (!request.seed)
        request.seed = static_cast<long long>(request.resumed->design.seed);
    return {};
}

Result<int> benchRun(Shell& shell, const ParsedCommand& command, const std::string& file) {
    TRY(shell.requireWritable(command));
    BenchRequest request;
    request.spec = TRY(bench::readBenchmarkSpec(specificationFile(shell, file)));
    TRY(applyRunOptions(command, request.spec));
    request.jsonProgress = command.has("json-progress");
    request.seed = TRY(command.number("seed"));
    TRY(applyResume(command, request));
    const std::string directory = command.text("resume").value_or(command.text("out").value_or(""));
    const auto run = performRun(shell, request, directory);
    if (!run || !*run)
        return statusWithoutResult(shell, run);
    const FinishedRun& finished = **run;
    printResult(shell, command, finished.directory, finished.stored);
    return statusOf(shell, finished.stored.result);
}

Result<int> benchReport(Shell& shell, const ParsedCommand& command, const std::string& path) {
    const StoredResult stored = TRY(bench::readResultDirectory(path));
    if (const auto file = command.text("svg")) {
        const bench::Overview overview(stored.analysis);
        const bool several = stored.result.scenarios.size() > 1; // all of them would be no picture
        const bench::Svg picture = drawForest(
            stored.result, several ? overview.analysis() : stored.analysis, bench::Layout::wide);
        TRY(writeFileAtomically(
            *file, picture.standalone(bench::headingOf(stored.result, stored.analysis)),
            Durability::persistent, 0644));
        return 0;
    }
    const std::string directory = command.text("out").value_or(path);
    TRY(bench::writeReports(directory, stored));
    printResult(shell, command, directory, stored);
    return 0;
}

struct Action {
    std::string_view name;
    std::size_t paths;        ///< that it takes; SIZE_MAX: none or one
    std::string_view options; ///< that mean something to it
    Result<int> (*run)(Shell&, const ParsedCommand&, const std::vector<std::string>& paths);
};

constexpr std::size_t noneOrOne = SIZE_MAX;
constexpr Action actions[]{
    {"run", 1,
     "out resume force seed quick rounds warmup count arms only budget no-control no-vm emulate "
     "allow-tcg-verdicts json json-progress",
     [](Shell& shell, const ParsedCommand& command, const auto& paths) {
         return benchRun(shell, command, paths[0]);
     }},
    {"report", 1, "out svg json",
     [](Shell& shell, const ParsedCommand& command, const auto& paths) {
         return benchReport(shell, command, paths[0]);
     }},
    {"compare", 2, "fail-on metric junit json", benchCompare},
    {"export", 2, "", benchExport},
    {"rerun", 1, "out rounds warmup arms only budget no-control no-vm emulate fail-on metric json",
     benchRerun},
    {"show", 1, "json", benchShow},
    {"validate", 1, "", benchValidate},
    {"list", noneOrOne, "json", benchList},
    {"gc", 0, "json", benchGc},
    {"doctor", 0, "tune restore json", benchDoctor},
    {"calibrate", 0, "seed rounds count json", benchCalibrate},
};

/// An option that would do nothing is a mistake of the user's, and he would not notice.
Result<void> checkOptions(const ParsedCommand& command, const Action& action) {
    std::istringstream list{std::string(action.options)};
    const std::vector<std::string> known{std::istream_iterator<std::string>(list), {}};
    for (const OptionDefinition& option : command.definition().options) {
        if (option.name == "action" || option.name == "path" || !command.has(option.name) ||
            std::ranges::find(known, option.name) != known.end())
            continue;
        std::string options;
        for (const std::string& name : known)
            options += (options.empty() ? "--" : ", --") + name;
        return Error{ErrorCode::invalidArgument,
                     "bench " + std::string(action.name) + " has no option --" +
                         std::string(option.name) +
                         (options.empty() ? "; it has none" : "; it has " + options)};
    }
    if (command.has("force") && !command.has("resume"))
        return Error{ErrorCode::invalidArgument, "--force is about --resume, which is missing"};
    return {};
}

Result<int> runBenchCommand(Shell& shell, const ParsedCommand& command) {
    const std::string name = command.required("action");
    const auto paths = command.all("path");
    for (const Action& action : actions) {
        if (action.name != name)
            continue;
        const bool fits =
            action.paths == noneOrOne ? paths.size() <= 1 : paths.size() == action.paths;
        if (!fits)
            return Error{ErrorCode::invalidArgument,
                         "bench " + name + " takes " +
                             (action.paths == 0           ? "no path"
                              : action.paths == noneOrOne ? "at most one path"
                              : action.paths == 1         ? "one path"
                                                          : "two paths") +
                             "; see 'help bench'"};
        TRY(checkOptions(command, action));
        return action.run(shell, command, paths);
    }
    return Error{ErrorCode::invalidArgument,
                 "unknown action '" + name +
                     "'; known are run, report, compare, export, rerun, show, validate, "
                     "list, gc, doctor and calibrate"};
}

constexpr OptionDefinition benchOptions[]{
    {.name = "action",
     .type = OptionType::data,
     .help = "what to do, see above",
     .required = true,
     .choices = "run|report|compare|export|rerun|show|validate|list|gc|doctor|calibrate"},
    option::rest("path", "specifications, directories of results, or a capsule", false,
                 Completion::file),
    option::namedOnly(option::text("out", "directory for the result "
                                          "(default: report/NAME-TIME)")),
    option::namedOnly(option::text("resume", "directory of an interrupted run: goes on after its "
                                             "last complete round")),
    option::flag("force", "with --resume: go on though seed, host or specification differ"),
    option::namedOnly(option::number("seed", "of the order of the arms and of the resampling "
                                             "(default: drawn, and recorded)")),
    option::flag("quick",
                 "5 rounds and 1 warm-up round at most: a first look, with wide intervals"),
    option::namedOnly(option::number("rounds", "measured rounds instead of the specification's; of "
                                               "calibrate: of an experiment")),
    option::namedOnly(option::number("warmup", "warm-up rounds instead of the specification's")),
    option::namedOnly(option::number(
        "count", "instances of each scenario that boots a number of them, instead of the "
                 "specification's")),
    option::namedOnly(option::text("arms", "only these arms, separated by commas")),
    option::namedOnly(option::text("only", "only these scenarios, separated by commas; * and ? "
                                           "stand for anything: 'serial-*'")),
    option::namedOnly(option::text("budget", "time for the whole run, instead of the "
                                             "specification's: 10min, 600s, 600")),
    option::flag("no-control", "without the control: no arm runs twice in a round"),
    option::flag("no-vm", "without the arms that are machines"),
    option::flag("emulate", "run machines under TCG even where KVM works"),
    option::flag("allow-tcg-verdicts", "of an emulated machine too: true of this emulation, and "
                                       "of no machine with KVM"),
    option::namedOnly(option::text("svg", "of report: write the picture of the ratios to this "
                                          "file and nothing else")),
    option::namedOnly(option::text("fail-on",
                                   "of compare and rerun: end with 1 when something is worse by "
                                   "more than this; slower:5% (times), more:5% (the "
                                   "rest) or worse:5% (all)")),
    option::namedOnly(option::text("metric",
                                   "of compare and rerun: only these metrics, separated by "
                                   "commas")),
    option::namedOnly(option::text("junit", "of compare: write JUnit XML to this file")),
    option::flag("tune", "of doctor: make the host steadier, see above; needs root"),
    option::flag("restore", "of doctor: put back what --tune changed"),
    option::flag("json", "print JSON instead of text"),
    option::flag("json-progress", "of run: how far it is, as a JSON object on a line of stderr for "
                                  "each step, instead of a bar"),
};

} // namespace

std::vector<std::string> splitList(const std::string& list) {
    std::vector<std::string> words;
    std::istringstream stream(list);
    for (std::string word; std::getline(stream, word, ',');)
        if (!word.empty())
            words.push_back(word);
    return words;
}

constinit const CommandDefinition benchCommand{
    .name = "bench",
    .help = "compare containers and machines by measurement",
    .description =
        "bench run FILE boots the instances that the specification names, measures them and "
        "writes result.json, result.csv, summary.md, junit.xml and report.html. Ctrl + C removes "
        "every instance and keeps what was measured. One benchmark runs on a host at a time.\n"
        "bench run standard runs the suite that came with twinvirt (any of its specifications goes "
        "by its name: see bench list).\n"
        "An arm of another tool (crun, runc, lxc, libvirt-lxc, podman, systemd-nspawn: bench run "
        "peers) that is not installed or does not work here is skipped; the run says so and goes "
        "on.\n"
        "bench run FILE --resume DIR goes on where a run ended that was interrupted or killed: "
        "samples.jsonl in DIR has its complete rounds. It is refused when seed, specification or "
        "host differ.\n"
        "bench report DIR makes the reports of a result again.\n"
        "bench compare DIR DIR says what changed from the first result to the second; with "
        "--fail-on it ends with 1 for a regression and with 4 when the runs are too noisy to "
        "tell: the limit lies in an interval, a noise gate fired for a figure that looks worse, or "
        "it is one of more than 10 figures and does not hold after Holm's correction. Emulated "
        "machines decide nothing unless the run had --allow-tcg-verdicts.\n"
        "bench export DIR FILE puts a result into one file, a capsule (.tar.gz) for others: the "
        "specification, the definitions, the digests of what ran, the host, the seed and every "
        "sample.\n"
        "bench rerun FILE unpacks a capsule into a directory of its own, says what is another here "
        "(kernel, versions, digests), runs the same specification with the same seed and ends with "
        "the comparison of both runs. The definitions in it decide what runs as root: read them "
        "first in a capsule of a stranger.\n"
        "bench show FILE prints what a specification would do, or what a result found.\n"
        "bench validate FILE checks a specification and the definitions that it names.\n"
        "bench list [DIR] lists specifications (those that came with twinvirt) and results.\n"
        "bench calibrate asks the method itself: 100 experiments in which an arm is compared with "
        "itself, and with one that does 10 % more work than it counts. It ends with 4 when more "
        "than 5 of the "
        "former "
        "find a difference, or fewer than 90 of the latter find it: the host is too noisy for the "
        "rounds.\n"
        "bench gc removes what a benchmark left that was killed: instances, those of other tools "
        "too, and work directories.\n"
        "bench doctor checks the host as a place to measure and says what to do; it ends with 4 "
        "when a check fails, since the figures would be worth nothing. --tune sets the CPU "
        "governor to performance, boost off, same-page merging off and huge pages to madvise, and "
        "remembers in /run/twinvirt/bench-tuning.json what was before; --restore puts exactly that "
        "back.\n\n"
        "Exit status: 0 done: every round was measured, or as many as the budget or the precision "
        "asked for; 1 a regression (compare --fail-on); 2 it could not begin (a bad option or "
        "specification, a definition that is refused, another benchmark, no place for the "
        "result); 3 the run could not go on (an instance did not start, was not ready in time or "
        "ended, something of it stayed, or the budget has no room for one round); 4 too noisy to "
        "decide (compare --fail-on, calibrate, doctor); 5 the host cannot run an arm as it is "
        "asked for (accel='kvm' without KVM); 130 interrupted (SIGINT, SIGTERM, SIGHUP). After 3, "
        "5 and 130 the result has the rounds that were complete, and says so.\n\n"
        "Examples stand in xml-examples/benchmark.",
    .options = benchOptions,
    .run = runBenchCommand,
    .errorStatus = 2,
};

} // namespace twinvirt
