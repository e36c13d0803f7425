#include "benchmark/result/sentences.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <map>

namespace twinvirt::bench {

static std::string withDecimals(double value, int decimals) {
    std::string text(64, '\0');
    const int length = std::snprintf(text.data(), text.size(), "%.*f", decimals, value);
    text.resize(static_cast<std::size_t>(std::max(0, std::min(length, 63))));
    return text;
}

std::string formatValue(double value) {
    const double size = std::abs(value);
    if (size >= 99.95)
        return withDecimals(value, 0);
    if (size >= 9.995)
        return withDecimals(value, 1);
    if (size >= 0.9995 || size == 0)
        return withDecimals(value, 2);
    return withDecimals(value, 3);
}

std::string formatRatio(double ratio) {
    return ratio >= 99.95 ? withDecimals(ratio, 0)
                          : withDecimals(ratio, ratio >= 9.995    ? 1
                                                : ratio >= 0.0995 ? 2
                                                                  : 3);
}

std::string formatPercent(double fraction) {
    std::string text = withDecimals(fraction * 100, 2);
    text.erase(text.find_last_not_of('0') + 1);
    return text.back() == '.' ? text.substr(0, text.size() - 1) : text;
}

std::string formatInterval(const Interval& interval) {
    return "[" + formatRatio(interval.low) + ", " + formatRatio(interval.high) + "]";
}

std::string armLabel(const ArmDescription& arm) {
    return arm.emulated() ? arm.title + " (tcg)" : arm.title;
}

std::string armLabel(const BenchmarkResult& result, const std::string& name) {
    const ArmDescription* arm = findArm(result, name);
    return arm == nullptr ? name : armLabel(*arm);
}

std::string verdictLabel(const Metric& metric, const Comparison& comparison) {
    if (!comparison.ratio)
        return "not comparable";
    if (comparison.emulated)
        return "withheld (tcg)";
    if (!comparison.withheldBy.empty())
        return "withheld (noise)";
    if (comparison.verdict == Verdict::faster)
        return metric.lessWord;
    if (comparison.verdict == Verdict::slower)
        return metric.moreWord;
    return std::string(verdictWord(comparison.verdict));
}

std::string scenariosText(const BenchmarkResult& result) {
    std::string text;
    for (const Scenario& scenario : result.scenarios)
        text += (text.empty() ? "" : "; ") + scenario.brief;
    return text;
}

std::string rateText(const Metric& metric, double value) {
    if (metric.rate <= 0 || value <= 0)
        return "";
    return " (" + formatValue(metric.rate / value) + " " + metric.rateUnit + ")";
}

std::string metricTitle(const BenchmarkResult& result, const MetricAnalysis& metric) {
    if (result.scenarios.size() < 2)
        return metric.metric->title;
    const auto scenario = std::ranges::find(result.scenarios, metric.scenario, &Scenario::name);
    return (scenario == result.scenarios.end() ? metric.scenario : scenario->title) + ": " +
           metric.metric->title;
}

std::string headingOf(const BenchmarkResult& result, const Analysis& analysis) {
    // The heading of a picture has the picture's width.
    const std::string what = result.scenarios.size() == 1 ? scenariosText(result) + ", " : "";
    return result.title + ": " + what + std::to_string(analysis.rounds) +
           " rounds, ratios of medians with 95 % intervals";
}

std::string controlNote(const BenchmarkResult& result, const Analysis& analysis) {
    std::size_t controls = 0;
    std::string wider;
    std::string shifted;
    for (const MetricAnalysis& metric : analysis.metrics) {
        if (!metric.control)
            continue;
        ++controls;
        const std::string title =
            metricTitle(result, metric) + " " + formatInterval(*metric.control);
        const Verdict verdict = verdictOf(*metric.control, {result.design.equivalence});
        if (verdict == Verdict::faster || verdict == Verdict::slower)
            shifted += (shifted.empty() ? "" : ", ") + title;
        else if (metric.equivalence > result.design.equivalence)
            wider += (wider.empty() ? "" : ", ") + title;
    }
    if (controls == 0)
        return "";
    std::string text = "Control: in each round the first arm ran a second time, " +
                       std::to_string(controls) + " metrics against themselves.";
    if (wider.empty() && shifted.empty())
        text += " All of these ratios lie within the band of equal.";
    if (!wider.empty())
        text += " Where their interval is wider than the band, the band is as wide: " + wider + ".";
    if (!shifted.empty())
        text += " Not to be trusted, since the arm differs from itself: " + shifted + ".";
    return text;
}

std::string hostFact(const BenchmarkResult& result, std::string_view name) {
    for (const auto& fact : result.host)
        if (fact.first == name)
            return fact.second;
    return "";
}

std::string mixedWarning(const BenchmarkResult& result) {
    const std::string mixed = hostFact(result, "mixed");
    return mixed.empty()
               ? ""
               : "Rounds of different experiments are mixed in this result (" + mixed + ").";
}

namespace {

/// What one gate says of a scenario.
struct GateFindings {
    std::string scenario;
    Gate gate = Gate::steal;
    std::vector<std::string> sentences;
    std::vector<std::string> subjects; ///< as many
};

} // namespace

/// What an arm's clock does is found in each of its metrics, and said once.
static std::vector<GateFindings> findingsOf(const BenchmarkResult& result,
                                            const Analysis& analysis) {
    std::vector<GateFindings> all;
    for (const MetricAnalysis& metric : analysis.metrics)
        for (const ArmFigure& figure : metric.arms)
            for (const FiredGate& fired : figure.gates) {
                auto found = std::ranges::find_if(all, [&](const GateFindings& one) {
                    return one.scenario == metric.scenario && one.gate == fired.gate;
                });
                if (found == all.end())
                    found = all.insert(all.end(), {metric.scenario, fired.gate, {}, {}});
                if (std::ranges::find(found->sentences, fired.sentence) != found->sentences.end())
                    continue;
                found->sentences.push_back(fired.sentence);
                found->subjects.push_back(metric.metric->title + " of the " +
                                          armLabel(result, figure.arm));
            }
    return all;
}

/// Of many findings the first is told, and of what else it holds: the remedy is the same.
static std::vector<std::string> told(const GateFindings& findings) {
    constexpr std::size_t few = 3;
    constexpr std::array alike{Gate::severeOutliers, Gate::drift, Gate::shortOperation};
    if (findings.sentences.size() <= few || std::ranges::find(alike, findings.gate) == alike.end())
        return findings.sentences;
    std::string others;
    for (std::size_t i = 1; i < findings.subjects.size(); ++i)
        others += (others.empty() ? "" : "; ") + findings.subjects[i];
    return {findings.sentences.front() + " The same was found of " +
            std::to_string(findings.subjects.size() - 1) + " more: " + others + "."};
}

std::vector<std::string> gateSentences(const BenchmarkResult& result, const Analysis& analysis) {
    std::vector<std::string> sentences;
    for (const FiredGate& fired : analysis.gates)
        sentences.push_back(fired.sentence + " No verdict of this run holds.");
    for (const GateFindings& findings : findingsOf(result, analysis))
        for (const std::string& sentence : told(findings))
            sentences.push_back(result.scenarios.size() < 2 ? sentence
                                                            : findings.scenario + ": " + sentence);
    return sentences;
}

static std::string capitalised(std::string text) {
    if (!text.empty() && text.front() >= 'a' && text.front() <= 'z')
        text.front() = static_cast<char>(text.front() - 'a' + 'A');
    return text;
}

static std::string theArm(const BenchmarkResult& result, const std::string& name) {
    const ArmDescription* arm = findArm(result, name);
    if (arm == nullptr)
        return "the " + name;
    return arm->emulated() ? "the emulated " + arm->title + " (tcg)" : "the " + arm->title;
}

/// "(95 % interval [1.20, 1.26]; median 21.0 ms against 17.1 ms)"
static std::string figures(const Metric& metric, const Interval& ratio, const ArmFigure& arm,
                           const ArmFigure& reference) {
    return "(95 % interval " + formatInterval(ratio) + "; median " +
           formatValue(arm.summary.median) + " " + metric.unit + " against " +
           formatValue(reference.summary.median) + " " + metric.unit + ")";
}

static std::string finding(const MetricAnalysis& analysis, const Comparison& comparison,
                           const std::string& subject, const std::string& object) {
    const Metric& metric = *analysis.metric;
    switch (comparison.verdict) {
    case Verdict::faster:
        return subject + " is " + metric.less + " than " + object;
    case Verdict::slower:
        return subject + " is " + metric.more + " than " + object;
    case Verdict::equal:
        return subject + " and " + object + " are " + metric.same + " (within " +
               formatPercent(analysis.equivalence) + " %)";
    case Verdict::unclear:
        break;
    }
    return "unclear whether " + subject + " is " + metric.less + " or " + metric.more + " than " +
           object;
}

static std::string roundsHint(const Comparison& comparison) {
    if (comparison.verdict != Verdict::unclear)
        return {};
    constexpr std::size_t most = 1000;
    if (!comparison.roundsNeeded || *comparison.roundsNeeded > most)
        return " More rounds would hardly decide it.";
    return " About " + std::to_string(*comparison.roundsNeeded) + " rounds would decide it.";
}

static std::string withheldText(const std::vector<Gate>& withheldBy) {
    std::string gates;
    for (const Gate gate : withheldBy)
        gates += (gates.empty() ? "" : ", ") + std::string(gateId(gate));
    return "the verdict is withheld because of noise (" + gates + ").";
}

std::string verdictSentence(const MetricAnalysis& analysis, const Comparison& comparison,
                            const ArmFigure& arm, const ArmFigure& reference,
                            const BenchmarkResult& result) {
    const Metric& metric = *analysis.metric;
    const std::string subject = theArm(result, comparison.arm);
    const std::string object = theArm(result, comparison.reference);
    if (!comparison.ratio)
        return capitalised(subject) + " and " + object + " cannot be compared in " + metric.thing +
               ": a value is too small to be told from the noise of the host.";
    const std::string times = formatRatio(comparison.ratio->estimate) + " × " + metric.thing;
    const std::string numbers = figures(metric, *comparison.ratio, arm, reference);
    if (comparison.emulated)
        return capitalised(subject) + " came to " + times + " of " + object + " " + numbers +
               ": no verdict about a virtual machine follows from software emulation.";
    if (!comparison.withheldBy.empty())
        return capitalised(subject) + " came to " + times + " of " + object + " " + numbers + ": " +
               withheldText(comparison.withheldBy);
    return capitalised(finding(analysis, comparison, subject, object)) + ": " + times + " " +
           numbers + "." + roundsHint(comparison);
}

/// The kernels whose ratios are the greatest and the least: "the most System call, 1.59 ×; …"
static std::string extremes(const Comparison& pair,
                            const std::vector<const MetricAnalysis*>& metrics) {
    std::vector<std::pair<double, std::string>> ratios;
    for (const MetricAnalysis* metric : metrics)
        for (const Comparison& comparison : metric->comparisons)
            if (comparison.arm == pair.arm && comparison.reference == pair.reference &&
                comparison.ratio)
                ratios.emplace_back(comparison.ratio->estimate, metric->metric->title);
    if (ratios.empty())
        return "";
    const auto [least, most] = std::ranges::minmax_element(ratios);
    return " From " + formatRatio(least->first) + " × (" + least->second + ") to " +
           formatRatio(most->first) + " × (" + most->second + ").";
}

std::string meanSentence(const ScenarioMean& mean,
                         const std::vector<const MetricAnalysis*>& metrics,
                         const BenchmarkResult& result) {
    const Comparison& comparison = mean.comparison;
    const std::string subject = theArm(result, comparison.arm);
    const std::string object = theArm(result, comparison.reference);
    const std::string kernels = std::to_string(mean.metrics) + " kernels";
    if (!comparison.ratio)
        return capitalised(subject) + " and " + object + " cannot be compared over " + kernels +
               ".";
    std::string text = "Over " + kernels + " " + subject + " took " +
                       formatRatio(comparison.ratio->estimate) + " × the time of " + object +
                       " (geometric mean, 95 % interval " + formatInterval(*comparison.ratio) +
                       "): ";
    if (comparison.emulated)
        text += "no verdict about a virtual machine follows from software emulation.";
    else if (!comparison.withheldBy.empty())
        text += withheldText(comparison.withheldBy);
    else if (comparison.verdict == Verdict::equal)
        text += "equal within " + formatPercent(result.design.equivalence) + " %.";
    else
        text += std::string(verdictWord(comparison.verdict)) + ".";
    return text + extremes(comparison, metrics);
}

static constexpr std::size_t enoughRounds = 5;

static std::string tooNarrow() {
    return "with fewer than " + std::to_string(enoughRounds) +
           " the intervals are too narrow for the 95 % they are called by: take the ratios as a "
           "first look and the verdicts as none.";
}

/// Of the pairs of arms in a scenario, in how many rounds that pair is which has the fewest. A
/// figure that not every block has does not count.
static std::size_t fewestRounds(const Analysis& analysis, const std::string& scenario) {
    std::map<std::pair<std::string, std::string>, std::size_t> rounds;
    for (const MetricAnalysis& metric : analysis.metrics)
        for (const Comparison& pair : metric.comparisons)
            if (metric.scenario == scenario) {
                std::size_t& most = rounds[{pair.arm, pair.reference}];
                most = std::max(most, pair.rounds);
            }
    std::size_t fewest = analysis.rounds;
    for (const auto& [pair, most] : rounds)
        fewest = std::min(fewest, most);
    return fewest;
}

/// "Isolation (3)"
static std::string rareScenarios(const BenchmarkResult& result, const Analysis& analysis) {
    std::string names;
    for (const Scenario& scenario : result.scenarios)
        if (const std::size_t rounds = fewestRounds(analysis, scenario.name); rounds < enoughRounds)
            names +=
                (names.empty() ? "" : ", ") + scenario.title + " (" + std::to_string(rounds) + ")";
    return names;
}

std::string fewRoundsWarning(const BenchmarkResult& result, const Analysis& analysis) {
    if (analysis.rounds == 0)
        return "";
    if (analysis.rounds < enoughRounds)
        return "Only " + std::to_string(analysis.rounds) +
               (analysis.rounds == 1 ? " round was" : " rounds were") + " measured, and " +
               tooNarrow();
    const std::string rare = rareScenarios(result, analysis);
    if (rare.empty())
        return "";
    return "Not every arm takes part in each round, and in these scenarios some were measured in "
           "few: " +
           rare + ". " + capitalised(tooNarrow());
}

std::string notComparableNote(const Analysis& analysis) {
    std::string titles;
    bool hostMemory = false;
    for (const MetricAnalysis& metric : analysis.metrics)
        if (std::any_of(metric.comparisons.begin(), metric.comparisons.end(),
                        [](const Comparison& comparison) { return !comparison.ratio; })) {
            titles += (titles.empty() ? "" : ", ") + metric.metric->title;
            hostMemory = hostMemory || metric.metric->id == "used-memory";
        }
    if (titles.empty())
        return "";
    std::string note = "Not comparable (" + titles +
                       "): the value of an arm, or the lower end of what it may be, is zero or "
                       "less, and a ratio to that means nothing.";
    if (hostMemory)
        note += " The used memory is that of the whole host, read before the first boot and while "
                "all instances are up. A container changes it by less than the host wavers by "
                "itself, so that the difference can come out below zero. That does not mean that "
                "it needs no memory: PSS and cgroup memory count the instances alone.";
    return note;
}

} // namespace twinvirt::bench
