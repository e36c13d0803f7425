#include "benchmark/result/result_json.h"

#include "benchmark/result/differences.h"
#include "benchmark/result/json_fields.h"

#include <stdexcept>

namespace twinvirt::bench {

static constexpr const char* schemaName = "twinvirt-benchmark-result";

static Json designToJson(const Design& design) {
    return {{"seed", design.seed},
            {"rounds", design.rounds},
            {"warmup", design.warmup},
            {"equivalence", design.equivalence},
            {"budgetSeconds", design.budgetSeconds},
            {"gates", gatesToJson(design.gates)},
            {"baseline", design.baseline},
            {"cpuSource", design.cpuSource},
            {"stopWidth", design.stopWidth},
            {"quick", design.quick},
            {"allowTcgVerdicts", design.allowTcgVerdicts}};
}

static Design designFromJson(const Json& json) {
    Design design;
    design.seed = json.at("seed");
    design.rounds = json.at("rounds");
    design.warmup = json.at("warmup");
    design.equivalence = json.at("equivalence");
    design.budgetSeconds = json.at("budgetSeconds");
    design.gates = gatesFromJson(json.at("gates"));
    design.baseline = json.at("baseline");
    design.cpuSource = json.at("cpuSource");
    design.stopWidth = json.value("stopWidth", 0.0);
    design.quick = json.value("quick", false);
    design.allowTcgVerdicts = json.value("allowTcgVerdicts", false);
    return design;
}

static Json absentToJson(const std::vector<AbsentArm>& absent) {
    Json json = Json::array();
    for (const AbsentArm& arm : absent)
        json.push_back({{"arm", arm.arm}, {"reason", arm.reason}});
    return json;
}

static Json scenarioToJson(const Scenario& scenario) {
    return {{"name", scenario.name},
            {"title", scenario.title},
            {"work", scenario.work},
            {"brief", scenario.brief},
            {"method", scenario.method},
            {"count", scenario.count},
            {"holdSeconds", scenario.holdSeconds},
            {"timeoutSeconds", scenario.timeoutSeconds},
            {"readyMarker", scenario.readyMarker},
            {"kernels", scenario.kernels},
            {"batches", scenario.batches},
            {"batchMs", scenario.batchMs},
            {"levels", scenario.levels},
            {"untilUsed", scenario.untilUsed},
            {"byShutdown", scenario.byShutdown},
            {"tool", scenario.tool},
            {"absent", absentToJson(scenario.absent)},
            {"citations", citationsToJson(scenario.citations)}};
}

static Scenario scenarioFromJson(const Json& json) {
    Scenario scenario;
    scenario.name = json.at("name");
    scenario.title = json.at("title");
    scenario.work = json.at("work");
    scenario.brief = json.at("brief");
    scenario.method = json.at("method");
    scenario.count = json.at("count");
    scenario.holdSeconds = json.at("holdSeconds");
    scenario.timeoutSeconds = json.at("timeoutSeconds");
    scenario.readyMarker = json.at("readyMarker");
    scenario.kernels = json.at("kernels").get<std::vector<std::string>>();
    scenario.batches = json.at("batches");
    scenario.batchMs = json.at("batchMs");
    // Absent from results that are older than these.
    scenario.levels = json.value("levels", scenario.levels);
    scenario.untilUsed = json.value("untilUsed", 1.0);
    scenario.byShutdown = json.value("byShutdown", false);
    scenario.tool = json.value("tool", "");
    if (json.contains("absent"))
        for (const Json& arm : json.at("absent"))
            scenario.absent.push_back({arm.at("arm"), arm.at("reason")});
    if (json.contains("citations"))
        scenario.citations = citationsFromJson(json.at("citations"));
    return scenario;
}

/// A list of pairs, since their order is that of display.
static Json factsToJson(const std::vector<std::pair<std::string, std::string>>& facts) {
    Json json = Json::array();
    for (const auto& [aspect, value] : facts)
        json.push_back({{"aspect", aspect}, {"value", value}});
    return json;
}

static Json skippedToJson(const std::vector<SkippedArm>& skipped) {
    Json json = Json::array();
    for (const SkippedArm& arm : skipped)
        json.push_back({{"name", arm.name},
                        {"title", arm.title},
                        {"reason", arm.reason},
                        {"required", arm.required}});
    return json;
}

static std::vector<SkippedArm> skippedFromJson(const Json& json) {
    std::vector<SkippedArm> skipped;
    for (const Json& arm : json)
        skipped.push_back({arm.at("name"), arm.at("title"), arm.at("reason"), arm.at("required")});
    return skipped;
}

/// What the arms are not equal in, for a reader of the JSON; read back from the arms' facts.
static Json differencesToJson(const std::vector<ArmDescription>& arms) {
    Json json = Json::array();
    for (const Difference& difference : differences(arms)) {
        Json values = Json::array();
        for (const auto& [arm, value] : difference.arms)
            values.push_back({{"arm", arm}, {"value", value}});
        json.push_back({{"aspect", difference.aspect}, {"arms", std::move(values)}});
    }
    return json;
}

static Json armToJson(const ArmDescription& arm) {
    return {{"name", arm.name},
            {"title", arm.title},
            {"type", arm.type},
            {"acceleration", arm.acceleration},
            {"whyEmulated", arm.whyEmulated},
            {"hypervisor", arm.hypervisor},
            {"controlOf", arm.controlOf},
            {"facts", factsToJson(arm.facts)},
            {"definitionFile", arm.definitionFile},
            {"definitionXml", arm.definitionXml},
            {"definitionSource", arm.definitionSource}};
}

static ArmDescription armFromJson(const Json& json) {
    ArmDescription arm;
    arm.name = json.at("name");
    arm.title = json.at("title");
    arm.type = json.at("type");
    arm.acceleration = json.at("acceleration");
    arm.whyEmulated = json.at("whyEmulated");
    arm.hypervisor = json.at("hypervisor");
    arm.controlOf = json.at("controlOf");
    for (const Json& fact : json.value("facts", Json::array())) // results of before have none
        arm.facts.emplace_back(fact.at("aspect"), fact.at("value"));
    arm.definitionFile = json.at("definitionFile");
    arm.definitionXml = json.at("definitionXml");
    arm.definitionSource = json.value("definitionSource", "");
    return arm;
}

Json armsToJson(const std::vector<ArmDescription>& arms) {
    Json json = Json::array();
    for (const ArmDescription& arm : arms)
        json.push_back(armToJson(arm));
    return json;
}

std::vector<ArmDescription> armsFromJson(const Json& json) {
    std::vector<ArmDescription> arms;
    for (const Json& arm : json)
        arms.push_back(armFromJson(arm));
    return arms;
}

static Json intervalToJson(const Interval& interval) {
    return {{"estimate", interval.estimate}, {"low", interval.low}, {"high", interval.high}};
}

static Json firedToJson(const std::vector<FiredGate>& gates) {
    Json json = Json::array();
    for (const FiredGate& fired : gates)
        json.push_back({{"gate", gateId(fired.gate)},
                        {"measured", fired.measured},
                        {"limit", fired.limit},
                        {"sentence", fired.sentence}});
    return json;
}

static Json figureToJson(const ArmFigure& figure, const BenchmarkResult& result) {
    const ArmDescription* arm = findArm(result, figure.arm);
    return {{"arm", figure.arm},
            {"acceleration", arm == nullptr ? "" : arm->acceleration},
            {"n", figure.summary.count},
            {"median", figure.summary.median},
            {"mad", figure.summary.mad},
            {"p5", figure.summary.p5},
            {"p95", figure.summary.p95},
            {"min", figure.summary.minimum},
            {"max", figure.summary.maximum},
            {"gates", firedToJson(figure.gates)}};
}

static Json comparisonToJson(const Comparison& comparison) {
    Json json{{"arm", comparison.arm},
              {"reference", comparison.reference},
              {"rounds", comparison.rounds}};
    json["ratio"] = comparison.ratio ? intervalToJson(*comparison.ratio) : Json();
    // Of an emulated machine, or beside noise, there is no verdict: the label takes its place.
    json["verdict"] = !comparison.ratio                ? Json()
                      : comparison.emulated            ? Json("withheld (tcg)")
                      : !comparison.withheldBy.empty() ? Json("withheld (noise)")
                                                       : Json(verdictWord(comparison.verdict));
    json["withheldBy"] = Json::array();
    for (const Gate gate : comparison.withheldBy)
        json["withheldBy"].push_back(gateId(gate));
    json["emulated"] = comparison.emulated;
    json["roundsNeeded"] = comparison.roundsNeeded ? Json(*comparison.roundsNeeded) : Json();
    json["sentence"] = comparison.sentence;
    return json;
}

static Json analysisToJson(const BenchmarkResult& result, const Analysis& analysis) {
    Json json{{"rounds", analysis.rounds},
              {"confidence", 0.95},
              {"gates", firedToJson(analysis.gates)},
              {"metrics", Json::array()}};
    for (const MetricAnalysis& metric : analysis.metrics) {
        Json entry{{"scenario", metric.scenario},
                   {"metric", metric.metric->id},
                   {"title", metric.metric->title},
                   {"unit", metric.metric->unit},
                   {"better", "lower"},
                   {"equivalence", metric.equivalence},
                   {"arms", Json::array()},
                   {"comparisons", Json::array()}};
        entry["control"] = metric.control ? intervalToJson(*metric.control) : Json();
        for (const ArmFigure& figure : metric.arms)
            entry["arms"].push_back(figureToJson(figure, result));
        for (const Comparison& comparison : metric.comparisons)
            entry["comparisons"].push_back(comparisonToJson(comparison));
        json["metrics"].push_back(std::move(entry));
    }
    json["means"] = Json::array();
    for (const ScenarioMean& mean : analysis.means) {
        Json entry = comparisonToJson(mean.comparison);
        entry["scenario"] = mean.scenario;
        entry["metrics"] = mean.metrics;
        json["means"].push_back(std::move(entry));
    }
    json["memoryPerInstance"] = Json::array();
    for (const InstanceCost& cost : analysis.instanceCosts)
        json["memoryPerInstance"].push_back(
            {{"scenario", cost.scenario},
             {"arm", cost.arm},
             {"usedMib", cost.usedMib ? intervalToJson(*cost.usedMib) : Json()},
             {"pssMib", cost.pssMib ? intervalToJson(*cost.pssMib) : Json()},
             {"readyMs", cost.readyMs ? intervalToJson(*cost.readyMs) : Json()}});
    return json;
}

static Json harnessToJson(const HarnessTime& harness) {
    return {{"rounds", harness.rounds}, {"medianMs", harness.medianMs},
            {"p95Ms", harness.p95Ms},   {"inBlocksMs", harness.inBlocksMs},
            {"keepMs", harness.keepMs}, {"judgeMs", harness.judgeMs}};
}

static HarnessTime harnessFromJson(const Json& json) {
    return {json.at("rounds"),     json.at("medianMs"), json.at("p95Ms"),
            json.at("inBlocksMs"), json.at("keepMs"),   json.at("judgeMs")};
}

static Json headToJson(const BenchmarkResult& result) {
    Json host = Json::object();
    for (const auto& [key, value] : result.host)
        host[key] = value;
    Json json{{"schema", schemaName},
              {"schemaVersion", BenchmarkResult::schemaVersion},
              {"runId", result.runId},
              {"benchmark", result.benchmark},
              {"title", result.title},
              {"description", result.description},
              {"command", result.command},
              {"version", result.version},
              {"started", result.started},
              {"finished", result.finished},
              {"outcome", outcomeWord(result.outcome)},
              {"failure", result.failure},
              {"lacksArm", result.lacksArm},
              {"ending", endingWord(result.ending)}};
    if (result.harness)
        json["harness"] = harnessToJson(*result.harness);
    json["host"] = std::move(host);
    json["digests"] = Json::object();
    for (const auto& [file, digest] : result.digests)
        json["digests"][file] = digest;
    json["noise"] = noiseToJson(result.noise);
    json["design"] = designToJson(result.design);
    json["scenarios"] = Json::array();
    for (const Scenario& scenario : result.scenarios)
        json["scenarios"].push_back(scenarioToJson(scenario));
    json["skipped"] = skippedToJson(result.skipped);
    json["differences"] = differencesToJson(result.arms);
    return json;
}

/// A guest may print anything: what is not UTF-8 is replaced, never an error.
static std::string dumped(const Json& json, int indentation) {
    return json.dump(indentation, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::string resultToJson(const BenchmarkResult& result, const Analysis& analysis) {
    Json json = headToJson(result);
    json["specification"] = {{"file", result.specFile}, {"xml", result.specXml}};
    json["arms"] = armsToJson(result.arms);
    json["analysis"] = analysisToJson(result, analysis);
    json["rounds"] = roundsToJson(result.rounds);
    return dumped(json, 1);
}

std::string summaryToJson(const BenchmarkResult& result, const Analysis& analysis) {
    Json json = headToJson(result);
    json["analysis"] = analysisToJson(result, analysis);
    return dumped(json, 2);
}

static Outcome outcomeFromWord(const std::string& word) {
    for (const Outcome outcome : {Outcome::complete, Outcome::interrupted, Outcome::failed})
        if (outcomeWord(outcome) == word)
            return outcome;
    throw std::runtime_error("unknown outcome '" + word + "'");
}

static Ending endingFromWord(const std::string& word) {
    for (const Ending ending : {Ending::rounds, Ending::budget, Ending::precision})
        if (endingWord(ending) == word)
            return ending;
    throw std::runtime_error("unknown ending '" + word + "'");
}

static BenchmarkResult readResult(const Json& json) {
    BenchmarkResult result;
    result.runId = json.at("runId");
    result.benchmark = json.at("benchmark");
    result.title = json.at("title");
    result.description = json.at("description");
    result.command = json.at("command");
    result.version = json.at("version");
    result.started = json.at("started");
    result.finished = json.at("finished");
    result.outcome = outcomeFromWord(json.at("outcome"));
    result.failure = json.at("failure");
    result.lacksArm = json.value("lacksArm", false);
    result.ending = endingFromWord(json.value("ending", "rounds"));
    if (json.contains("harness"))
        result.harness = harnessFromJson(json.at("harness"));
    for (const auto& [key, value] : json.at("host").items())
        result.host.emplace_back(key, value.get<std::string>());
    if (json.contains("digests"))
        for (const auto& [file, digest] : json.at("digests").items())
            result.digests.emplace_back(file, digest.get<std::string>());
    result.noise = noiseFromJson(json.at("noise"));
    result.design = designFromJson(json.at("design"));
    for (const Json& scenario : json.at("scenarios"))
        result.scenarios.push_back(scenarioFromJson(scenario));
    result.specFile = json.at("specification").at("file");
    result.specXml = json.at("specification").at("xml");
    result.arms = armsFromJson(json.at("arms"));
    result.skipped = skippedFromJson(json.value("skipped", Json::array()));
    result.rounds = roundsFromJson(json.at("rounds"));
    return result;
}

Result<BenchmarkResult> resultFromJson(const std::string& fileName, const std::string& text) {
    const std::string context = "read benchmark result '" + fileName + "'";
    try {
        const Json json = Json::parse(text);
        if (json.value("schema", "") != schemaName)
            return Error{ErrorCode::invalidArgument, context + ": not a " + schemaName};
        const int version = json.value("schemaVersion", 0);
        if (version != BenchmarkResult::schemaVersion)
            return Error{ErrorCode::configUnsupported,
                         context + ": schema version " + std::to_string(version) +
                             ", this twinsh reads version " +
                             std::to_string(BenchmarkResult::schemaVersion)};
        return readResult(json);
    } catch (const std::exception& problem) {
        return Error{ErrorCode::invalidArgument, context + ": " + problem.what()};
    }
}

} // namespace twinvirt::bench
