#include "benchmark/report/result_directory.h"
#include "benchmark/result/result_json.h"
#include "benchmark/result/sentences.h"
#include "benchmark/run/external/external_guest.h"
#include "benchmark/spec/formats.h"
#include "benchmark/spec/read_spec.h"
#include "benchmark/spec/works.h"
#include "shell/bench_actions.h"
#include "shell/bench_table.h"
#include "shell/json_output.h"
#include "shell/shell.h"
#include "shell/table.h"
#include "util/atomic_file.h"
#include "xml/domain_xml.h"

#include <algorithm>
#include <filesystem>

namespace twinvirt {

namespace {

using namespace bench;
namespace fs = std::filesystem;

bool isResult(const std::string& path) {
    std::error_code ignored;
    return path.ends_with(".json") || fs::exists(path + "/result.json", ignored);
}

std::string armNames(const BenchmarkSpec& spec) {
    std::string names;
    for (const ArmSpec& arm : spec.arms)
        names += (names.empty() ? "" : ", ") + arm.name;
    return names;
}

std::string scenarioNames(const BenchmarkSpec& spec) {
    std::string names;
    for (const ScenarioSpec& scenario : spec.scenarios)
        names += (names.empty() ? "" : ", ") + scenario.name;
    return names;
}

/// "vm in every 4th": which arms, or scenarios, are not in every round; "" when all are.
template <typename Part>
std::string rareOnes(const std::vector<Part>& parts) {
    std::string text;
    for (const Part& part : parts)
        if (part.every > 1)
            text +=
                (text.empty() ? "" : ", ") + part.name + " in every " + bench::ordinal(part.every);
    return text;
}

std::string roundsText(const BenchmarkSpec& spec) {
    std::string text = "Rounds: " + std::to_string(spec.rounds) + " and " +
                       std::to_string(spec.warmup) +
                       " to warm up, the arms of a round in an order drawn from the seed\n";
    const std::string arms = rareOnes(spec.arms);
    const std::string scenarios = rareOnes(spec.scenarios);
    if (!arms.empty())
        text += "Arms that are not in all of them: " + arms + "\n";
    if (!scenarios.empty())
        text += "Scenarios that are not in all of them: " + scenarios + "\n";
    return text;
}

std::string textOf(const BenchmarkSpec& spec) {
    std::string text = spec.title + " (" + spec.name + ")\n";
    if (!spec.description.empty())
        text += spec.description + "\n";
    text += "\n";
    Table arms({"Arm", "Type", "Title", "Definition"});
    for (const ArmSpec& arm : spec.arms)
        arms.addRow({arm.name + (arm.name == spec.baseline ? " (baseline)" : ""),
                     arm.type + (arm.isExternal() ? " (" + arm.tool + ")" : ""), arm.title,
                     arm.domainFile.empty() ? "-" : domainPath(spec, arm)});
    text += arms.format(true) + "\n";
    text += roundsText(spec);
    if (spec.control)
        text += "Control: the first arm of each scenario runs twice in every round\n";
    if (spec.budgetSeconds > 0)
        text += "Budget: no round begins that would not end within " +
                formatValue(spec.budgetSeconds) + " s\n";
    for (const ScenarioSpec& scenario : spec.scenarios)
        text += scenario.title + " (" + scenario.name + "): " + workOf(scenario).method(scenario) +
                "\n";
    return text + "Equal: within ±" + formatPercent(spec.equivalence) + " %\n";
}

JsonValue jsonOf(const BenchmarkSpec& spec) {
    JsonList arms;
    for (const ArmSpec& arm : spec.arms) {
        JsonRecord record{{"name", arm.name},
                          {"type", arm.type},
                          {"title", arm.title},
                          {"every", arm.every},
                          {"definition", arm.domainFile.empty() ? "" : domainPath(spec, arm)}};
        if (arm.isExternal())
            record.emplace_back("tool", arm.tool);
        arms.emplace_back(std::move(record));
    }
    JsonList scenarios;
    for (const ScenarioSpec& scenario : spec.scenarios) {
        JsonList kernels;
        for (const std::string& kernel : scenario.probe.kernels)
            kernels.emplace_back(kernel);
        scenarios.emplace_back(JsonRecord{{"name", scenario.name},
                                          {"title", scenario.title},
                                          {"every", scenario.every},
                                          {"instances", scenario.count},
                                          {"holdSeconds", scenario.holdSeconds},
                                          {"kernels", kernels}});
    }
    return JsonRecord{{"file", spec.fileName},
                      {"name", spec.name},
                      {"title", spec.title},
                      {"description", spec.description},
                      {"baseline", spec.baseline},
                      {"arms", arms},
                      {"rounds", spec.rounds},
                      {"warmup", spec.warmup},
                      {"equivalence", spec.equivalence},
                      {"control", spec.control},
                      {"budgetSeconds", spec.budgetSeconds},
                      {"scenarios", scenarios}};
}

/// What makes a run impossible before it has begun: the definition of each arm.
Result<void> checkDefinitions(Shell& shell, const BenchmarkSpec& spec) {
    Connection* connection = TRY(shell.connection());
    for (const ArmSpec& arm : spec.arms) {
        if (arm.domainFile.empty())
            continue;
        const std::string file = domainPath(spec, arm);
        const std::string xml = TRY(readFile(file));
        const auto definition = TRY(readDomainDefinition({file, xml}));
        if (arm.isExternal()) {
            TRY(externalGuest(definition, file, ""));
            continue;
        }
        if ((definition.type == DomainType::lxc) != (arm.type == "lxc"))
            return Error{ErrorCode::xmlError, file + ": <domain>: the type does not fit type='" +
                                                  arm.type + "' of arm '" + arm.name + "'"};
        Driver* driver = TRY(connection->driverFor(definition.type));
        for (const ElementNote& note : TRY(driver->check(definition)))
            if (note.treatment == Treatment::refused)
                return Error{ErrorCode::configUnsupported, describeNote(file, note)};
    }
    return {};
}

/// The files of a directory, sorted; its sub-directories when asked for.
std::vector<std::string> entriesOf(const std::string& directory, bool directories) {
    std::vector<std::string> paths;
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(directory, error))
        if (entry.is_directory(error) == directories)
            paths.push_back(entry.path());
    std::ranges::sort(paths);
    return paths;
}

struct Listing {
    std::vector<BenchmarkSpec> specs;
    std::vector<std::pair<std::string, BenchmarkResult>> results; ///< with their directories
};

/// Files that are something else (definitions stand beside specifications) are passed over.
Listing listDirectory(const std::string& directory) {
    Listing listing;
    for (const std::string& file : entriesOf(directory, false)) {
        if (!file.ends_with(".xml"))
            continue;
        const auto xml = readFile(file);
        if (!xml || xml->find("<benchmark") == std::string::npos)
            continue;
        if (auto spec = parseBenchmarkSpec(file, *xml))
            listing.specs.push_back(std::move(spec).value());
    }
    for (const std::string& path : entriesOf(directory, true)) {
        if (!isResult(path))
            continue;
        if (auto stored = readResultDirectory(path))
            listing.results.emplace_back(path, std::move(stored->result));
    }
    return listing;
}

std::string textOf(const Listing& listing) {
    std::string text;
    Table specs({"Name", "Rounds", "Scenarios", "Arms", "File"});
    for (const BenchmarkSpec& spec : listing.specs)
        specs.addRow({spec.name, std::to_string(spec.rounds), scenarioNames(spec), armNames(spec),
                      spec.fileName});
    text += specs.format(true);
    if (listing.results.empty())
        return text;
    text += "\n";
    Table results({"Run", "Benchmark", "Started", "Rounds", "Outcome", "Directory"});
    for (const auto& [path, result] : listing.results)
        results.addRow({result.runId, result.benchmark, result.started,
                        std::to_string(measuredRounds(result).size()),
                        std::string(outcomeWord(result.outcome)), path});
    return text + results.format(true);
}

std::string jsonOf(const Listing& listing) {
    JsonList specs;
    for (const BenchmarkSpec& spec : listing.specs)
        specs.push_back(jsonOf(spec));
    JsonList results;
    for (const auto& [path, result] : listing.results)
        results.emplace_back(JsonRecord{{"run", result.runId},
                                        {"benchmark", result.benchmark},
                                        {"started", result.started},
                                        {"rounds", measuredRounds(result).size()},
                                        {"outcome", std::string(outcomeWord(result.outcome))},
                                        {"directory", path}});
    return formatJson(JsonRecord{{"specifications", specs}, {"results", results}});
}

} // namespace

std::string specificationFile(const Shell& shell, const std::string& word) {
    std::error_code ignored;
    const std::string own = shell.paths().data + "/xml-examples/benchmark/" + word + ".xml";
    const bool isName = word.find_first_of("/.") == std::string::npos;
    return isName && !fs::exists(word, ignored) && fs::exists(own, ignored) ? own : word;
}

Result<int> benchShow(Shell& shell, const ParsedCommand& command,
                      const std::vector<std::string>& paths) {
    if (isResult(paths[0])) {
        const StoredResult stored = TRY(readResultDirectory(paths[0]));
        shell.print(command.has("json") ? summaryToJson(stored.result, stored.analysis)
                                        : benchText(stored.result, stored.analysis));
        return 0;
    }
    const BenchmarkSpec spec = TRY(readBenchmarkSpec(specificationFile(shell, paths[0])));
    shell.print(command.has("json") ? formatJson(jsonOf(spec)) : textOf(spec));
    return 0;
}

Result<int> benchValidate(Shell& shell, const ParsedCommand& /*command*/,
                          const std::vector<std::string>& paths) {
    const BenchmarkSpec spec = TRY(readBenchmarkSpec(specificationFile(shell, paths[0])));
    TRY(checkDefinitions(shell, spec));
    shell.done(paths[0] + " is a specification that can run: " + std::to_string(spec.arms.size()) +
               " arms, " + std::to_string(spec.rounds + spec.warmup) + " rounds of " +
               std::to_string(spec.scenarios.size()) +
               (spec.scenarios.size() == 1 ? " scenario" : " scenarios"));
    return 0;
}

Result<int> benchList(Shell& shell, const ParsedCommand& command,
                      const std::vector<std::string>& paths) {
    Listing listing;
    if (paths.empty()) {
        listing = listDirectory(shell.paths().data + "/xml-examples/benchmark");
        listing.results = listDirectory("report").results; // where `bench run` puts them
    } else {
        std::error_code ignored;
        if (!fs::is_directory(paths[0], ignored))
            return Error{ErrorCode::invalidArgument, "'" + paths[0] + "' is no directory"};
        listing = listDirectory(paths[0]);
    }
    shell.print(command.has("json") ? jsonOf(listing) : textOf(listing));
    return 0;
}

} // namespace twinvirt
