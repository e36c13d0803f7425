#include "benchmark/report/escape.h"
#include "benchmark/report/html_parts.h"
#include "benchmark/report/scenario_words.h"
#include "benchmark/result/sentences.h"
#include "benchmark/result/work_figures.h"

namespace twinvirt::bench {

std::string figure(const std::string& pictures, const std::string& caption) {
    return "<figure>" + pictures + "<figcaption>" + escapeMarkup(caption) +
           "</figcaption></figure>\n";
}

/// Without what shows under a pointer: the table below a picture says it too.
static std::string withoutTooltips(std::string picture) {
    constexpr std::string_view begin = "<g><title>";
    constexpr std::string_view end = "</title>";
    for (auto at = picture.find(begin); at != std::string::npos; at = picture.find(begin, at + 3)) {
        const auto title = at + std::string_view("<g>").size();
        picture.erase(title, picture.find(end, title) + end.size() - title);
    }
    return picture;
}

std::string forBothLayouts(const Svg& wide, const Svg& compact, const PageDetail& detail) {
    return detail.compact ? wide.markup("wide") + compact.markup("compact")
                          : withoutTooltips(wide.markup("wide compact"));
}

std::string anchorOf(const Scenario& scenario) {
    return "scenario-" + scenario.name;
}

std::string forestFigure(const BenchmarkResult& result, const Analysis& analysis,
                         const PageDetail& detail) {
    return figure(forBothLayouts(drawForest(result, analysis, Layout::wide),
                                 drawForest(result, analysis, Layout::compact), detail),
                  "Ratio of medians with 95 % bootstrap interval over rounds. Left of 1 the first "
                  "arm needs less. The grey band is where two arms count as equal (±" +
                      formatPercent(result.design.equivalence) +
                      " %). Dashed bars: the verdict is withheld, because an arm was emulated "
                      "(tcg) or the host was too noisy (noise).") +
           dataDetails(ratioData(result, analysis));
}

/// A term and what is said of it; nothing when there is nothing to say.
static std::string item(const char* term, const std::string& markup) {
    return markup.empty() ? "" : "<dt>" + std::string(term) + "</dt><dd>" + markup + "</dd>\n";
}

static std::string list(const std::vector<std::string>& texts) {
    if (texts.empty())
        return "";
    std::string items = "<ul>";
    for (const std::string& text : texts)
        items += "<li>" + escapeMarkup(text) + "</li>";
    return items + "</ul>";
}

std::string scenarioCard(const BenchmarkResult& result, const Analysis& analysis) {
    const Scenario& scenario = result.scenarios.front();
    std::vector<std::string> published;
    for (const Citation& citation : scenario.citations)
        published.push_back(citationText(citation));
    std::vector<std::string> gates = gateSentences(result, analysis);
    gates.erase(gates.begin(), gates.begin() + static_cast<std::ptrdiff_t>(analysis.gates.size()));
    return "<dl class=\"card\">\n" + item("What", escapeMarkup(whatIsMeasured(scenario))) +
           item("Why", escapeMarkup(whyItMatters(scenario))) +
           item("Others found", list(published)) + item("Noise", list(gates)) +
           item("Again", "<code>" + escapeMarkup(commandOf(result, scenario)) + "</code>") +
           "</dl>\n";
}

static std::string notComparable(const Analysis& analysis) {
    const std::string note = notComparableNote(analysis);
    return note.empty() ? "" : "<p class=\"keep\">" + escapeMarkup(note) + "</p>\n";
}

static std::string distributionFigure(const BenchmarkResult& result, const MetricAnalysis& metric,
                                      const PageDetail& detail) {
    if (!detail.distributions)
        return "";
    const std::string stairs =
        detail.stairs == 0 ? "" : drawEcdf(result, metric, detail.stairs).markup("distribution");
    return figure(drawDistribution(result, metric, detail.dots).markup("distribution") + stairs,
                  metric.metric->method);
}

static std::string metricsPart(const BenchmarkResult& result, const Analysis& analysis,
                               const PageDetail& detail) {
    std::string part = "<h3>Each metric</h3>\n<p>";
    part += detail.distributions
                ? "The dots are values of the measured rounds, the box holds the middle half, the "
                  "whiskers end at p5 and p95; below them the share of values that are no greater. "
                : "";
    part += "Of every metric less is better.</p>\n<div class=\"cards\">\n";
    for (const MetricAnalysis& metric : analysis.metrics)
        if (!metric.arms.empty())
            part += "<div><h4>" + escapeMarkup(metric.metric->title) + "</h4>\n" +
                    distributionFigure(result, metric, detail) +
                    dataDetails(distributionData(result, metric)) + "</div>\n";
    return part + "</div>\n";
}

static std::string timePart(const BenchmarkResult& result, const PageDetail& detail) {
    struct Course {
        SeriesOf series;
        const char* title;
        const char* caption;
    };
    std::string part =
        "<h3>Over time</h3>\n<p>Each line is a round (of many an even choice), counted from the "
        "start of its block; the bold one is the round of median duration, and the dashed lines "
        "are its instances becoming ready. Each arm has its own time axis.</p>\n";
    for (const Course& course :
         {Course{SeriesOf::usedMemory, "Used memory, MiB",
                 "MemTotal - MemAvailable of the host, above its value before the first boot."},
          Course{SeriesOf::cpuBusy, "CPU busy, %", "Share of all CPUs of the host."},
          Course{SeriesOf::load, "1-minute load average",
                 "It remembers the minute before the block, so also the arm before."}})
        part +=
            "<div class=\"keep\"><h4>" + std::string(course.title) + "</h4>\n" +
            figure(forBothLayouts(
                       drawTimeSeries(result, course.series, Layout::wide, detail.seriesRounds),
                       drawTimeSeries(result, course.series, Layout::compact, detail.seriesRounds),
                       detail),
                   course.caption) +
            dataDetails(seriesData(result, course.series)) + "</div>\n";
    return part;
}

static std::string instancesPart(const BenchmarkResult& result, const Analysis& analysis,
                                 bool memory, bool ready) {
    const auto card = [&](const char* title, OverInstances what, const char* caption) {
        return "<div><h4>" + std::string(title) + "</h4>\n" +
               figure(drawOverInstances(result, analysis, what).markup("instances"), caption) +
               dataDetails(instancesData(result, what)) + "</div>\n";
    };
    std::string cards;
    if (ready)
        cards += card("Time to ready, ms", OverInstances::readyTime,
                      "Bold: median of the rounds; thin: single rounds.");
    if (memory)
        cards += card("Used memory of the host", OverInstances::hostMemory,
                      "Right after each boot, above the empty host; bold: median of the rounds.") +
                 card("PSS of all processes", OverInstances::processMemory,
                      "Proportional set size of all processes of the instances, right after each "
                      "boot.");
    return "<h3>Over the number of instances</h3>\n<div class=\"cards\">\n" + cards + "</div>\n" +
           (memory ? costTable(result, analysis) : "");
}

static std::string startPart(const BenchmarkResult& result, const PageDetail& detail) {
    const auto profiles = startProfiles(result);
    if (profiles.empty())
        return "";
    return "<div class=\"keep\"><h3>What a start is made of</h3>\n" +
           figure(forBothLayouts(drawWaterfall(profiles, Layout::wide),
                                 drawWaterfall(profiles, Layout::compact), detail),
                  "All arms on one axis of time. Above: the phases of a start; below: its longest "
                  "steps as the driver timed them, and what the guest itself took. Dashed: the "
                  "guest is ready.") +
           dataDetails(startData(profiles)) + "</div>\n";
}

std::string scenarioSection(const BenchmarkResult& result, const Analysis& analysis,
                            const PageDetail& detail) {
    const Scenario& scenario = result.scenarios.front();
    std::string section = "<section id=\"" + escapeMarkup(anchorOf(scenario)) + "\">\n<h2>" +
                          escapeMarkup(scenario.title) + "</h2>\n" +
                          scenarioCard(result, analysis) + "<h3>Ratios</h3>\n" +
                          forestFigure(result, analysis, detail) + summaryTable(result, analysis) +
                          notComparable(analysis);
    const WorkFigures* work = workFiguresOf(scenario);
    if (pairingOf(scenario) == Pairing::ladder)
        section += ladderTable(result, analysis);
    if (work != nullptr && work->steps)
        section += startPart(result, detail);
    section += metricsPart(result, analysis, detail);
    if (work != nullptr && work->overTime)
        section += timePart(result, detail);
    const bool memory = work != nullptr && work->memoryOverInstances;
    if (const bool ready = showsReadyOverInstances(scenario); ready || memory)
        section += instancesPart(result, analysis, memory, ready);
    return section + "</section>\n";
}

} // namespace twinvirt::bench
