#include "benchmark/report/html_report.h"

#include "benchmark/report/escape.h"
#include "benchmark/report/html_parts.h"
#include "benchmark/report/style.h"
#include "benchmark/result/absent_arms.h"
#include "benchmark/result/run_notes.h"
#include "benchmark/result/sentences.h"
#include "benchmark/result/wait_notes.h"
#include "benchmark/result/work_figures.h"

namespace twinvirt::bench {

static std::string figure(const std::string& pictures, const std::string& caption) {
    return "<figure>" + pictures + "<figcaption>" + escapeMarkup(caption) +
           "</figcaption></figure>\n";
}

static std::string forBothLayouts(const Svg& wide, const Svg& compact) {
    return wide.markup("wide") + compact.markup("compact");
}

static std::string head(const BenchmarkResult& result) {
    return "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
           "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src "
           "'unsafe-inline'; img-src data:\">\n"
           "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
           "<meta name=\"color-scheme\" content=\"light dark\">\n<link rel=\"icon\" "
           "href=\"data:,\">\n<title>" +
           escapeMarkup(result.title) + " (" + escapeMarkup(result.started) + ")</title>\n<style>" +
           std::string(colourStyle()) + std::string(pageStyle()) + std::string(chartStyle()) +
           "</style>\n</head>\n";
}

static std::string verdicts(const Analysis& analysis) {
    std::string list = "<ul class=\"verdicts\">\n";
    for (const Comparison* comparison : analysis.headlines())
        list += std::string("<li") + (comparison->hasVerdict() ? ">" : " class=\"tcg\">") +
                escapeMarkup(comparison->sentence) + "</li>\n";
    return list + "</ul>\n";
}

static std::string warning(const std::string& text) {
    return "<p class=\"warning\">" + escapeMarkup(text) + "</p>\n";
}

static std::string outcomeWarning(const BenchmarkResult& result, const Analysis& analysis) {
    const std::string rounds =
        "The figures are those of the " + std::to_string(analysis.rounds) + " complete rounds.";
    if (result.outcome == Outcome::interrupted)
        return warning("Partial result: the run was interrupted. " + rounds);
    if (result.outcome == Outcome::failed)
        return warning("Partial result: the run failed. " + rounds) + "<pre>" +
               escapeMarkup(result.failure) + "</pre>\n";
    return "";
}

static std::string emulationWarning(const BenchmarkResult& result) {
    std::string text;
    for (const ArmDescription& arm : result.arms)
        if (arm.emulated())
            text += warning("The arm “" + arm.title +
                            "” ran under software emulation (tcg), not on hardware virtualisation: "
                            "its figures are not those of a virtual machine in use." +
                            (arm.whyEmulated.empty() ? "" : " Reason: " + arm.whyEmulated));
    return text;
}

static std::string controlSection(const BenchmarkResult& result, const Analysis& analysis) {
    const std::string note = controlNote(result, analysis);
    return note.empty() ? ""
                        : "<h2>Control</h2>\n<p class=\"keep\">" + escapeMarkup(note) + "</p>\n";
}

/// Those of single metrics; what disturbed the whole run is a warning at the top.
static std::string gatesSection(const BenchmarkResult& result, const Analysis& analysis) {
    std::string items;
    const auto sentences = gateSentences(result, analysis);
    for (std::size_t i = analysis.gates.size(); i < sentences.size(); ++i)
        items += "<li>" + escapeMarkup(sentences[i]) + "</li>\n";
    return items.empty() ? ""
                         : "<h2>Noise gates that fired</h2>\n<p>These values stay, their verdicts "
                           "are withheld.</p>\n<ul class=\"gates\">\n" +
                               items + "</ul>\n";
}

static std::string banner(const BenchmarkResult& result) {
    std::vector<std::pair<std::string, std::string>> facts = result.host;
    for (const ArmDescription& arm : result.arms)
        facts.emplace_back("arm " + arm.name,
                           armLabel(arm) + (arm.type == "host" ? "" : ", domain type " + arm.type) +
                               (arm.acceleration.empty() ? "" : ", runs on " + arm.acceleration) +
                               (arm.hypervisor.empty() ? "" : ", " + arm.hypervisor));
    facts.emplace_back("run", result.started + " to " + result.finished + ", " +
                                  std::string(outcomeWord(result.outcome)));
    return "<h2>Host</h2>\n<div class=\"banner\">" + factsTable(facts) + "</div>\n";
}

static std::string armNotes(const BenchmarkResult& result, const Analysis& analysis) {
    std::string notes;
    for (const std::string& wait : waitSentences(result, analysis))
        notes += warning(wait);
    for (const std::string& absent : absentSentences(result))
        notes += warning(absent);
    return notes;
}

static std::string notComparable(const Analysis& analysis) {
    const std::string note = notComparableNote(analysis);
    return note.empty() ? "" : "<p class=\"keep\">" + escapeMarkup(note) + "</p>\n";
}

static std::string forestSection(const BenchmarkResult& result, const Analysis& analysis) {
    return "<h2>Ratios</h2>\n" +
           figure(
               forBothLayouts(drawForest(result, analysis, Layout::wide),
                              drawForest(result, analysis, Layout::compact)),
               "Ratio of medians with 95 % bootstrap interval over rounds. Left of 1 the first arm "
               "needs less. The grey band is where two arms count as equal (±" +
                   formatPercent(result.design.equivalence) +
                   " %). Dashed bars: the verdict is withheld, because an arm was emulated (tcg) "
                   "or the "
                   "host was too noisy (noise).") +
           summaryTable(result, analysis) + notComparable(analysis);
}

static std::string metricsSection(const BenchmarkResult& result, const Analysis& analysis) {
    std::string section = "<h2>Each metric</h2>\n<p>The dots are values of the measured rounds, "
                          "the box holds the middle half, the whiskers end at p5 and p95; below "
                          "them the share of values that are no greater. Of every metric less is "
                          "better.</p>\n<div class=\"cards\">\n";
    for (const MetricAnalysis& metric : analysis.metrics)
        if (!metric.arms.empty())
            section += "<div><h3>" + escapeMarkup(metric.metric->title) + "</h3>\n" +
                       figure(drawDistribution(result, metric).markup("distribution") +
                                  drawEcdf(result, metric).markup("distribution"),
                              metric.metric->method) +
                       "</div>\n";
    return section + "</div>\n";
}

static std::string timeSection(const BenchmarkResult& result) {
    struct Part {
        SeriesOf series;
        const char* title;
        const char* caption;
    };
    std::string section =
        "<h2>Over time</h2>\n<p>Each line is a round (of more than 10 an even choice), counted "
        "from the start of its block; the bold one is the round of median duration, and the dashed "
        "lines are its instances becoming "
        "ready. Each arm has its own time axis.</p>\n";
    for (const Part& part :
         {Part{SeriesOf::usedMemory, "Used memory, MiB",
               "MemTotal - MemAvailable of the host, above its value before the first boot."},
          Part{SeriesOf::cpuBusy, "CPU busy, %", "Share of all CPUs of the host."},
          Part{SeriesOf::load, "1-minute load average",
               "It remembers the minute before the block, so also the arm before."}})
        section += "<div class=\"keep\"><h3>" + std::string(part.title) + "</h3>\n" +
                   figure(forBothLayouts(drawTimeSeries(result, part.series, Layout::wide),
                                         drawTimeSeries(result, part.series, Layout::compact)),
                          part.caption) +
                   "</div>\n";
    return section;
}

static std::string instancesCard(const BenchmarkResult& result, const Analysis& analysis,
                                 OverInstances what, const char* title, const char* caption) {
    return "<div><h3>" + std::string(title) + "</h3>\n" +
           figure(drawOverInstances(result, analysis, what).markup("instances"), caption) +
           "</div>\n";
}

static std::string instancesSection(const BenchmarkResult& result, const Analysis& analysis,
                                    bool memory, bool ready) {
    std::string cards;
    if (ready)
        cards += instancesCard(result, analysis, OverInstances::readyTime, "Time to ready, ms",
                               "Bold: median of the rounds; thin: each round.");
    if (memory)
        cards +=
            instancesCard(result, analysis, OverInstances::hostMemory, "Used memory of the host",
                          "Right after each boot, above the empty host; bold: median of the "
                          "rounds.") +
            instancesCard(result, analysis, OverInstances::processMemory, "PSS of all processes",
                          "Proportional set size of all processes of the instances, right "
                          "after each boot.");
    return "<h2>Over the number of instances</h2>\n<div class=\"cards\">\n" + cards + "</div>\n" +
           (memory ? costTable(result, analysis) : "");
}

static std::string stepsSection(const BenchmarkResult& result) {
    std::string section;
    for (const ArmDescription& arm : result.arms)
        if (hasSteps(result, arm.name))
            section += "<div class=\"keep\"><h3>" + escapeMarkup(armLabel(arm)) + "</h3>\n" +
                       figure(forBothLayouts(drawWaterfall(result, arm.name, Layout::wide),
                                             drawWaterfall(result, arm.name, Layout::compact)),
                              "Median begin and duration of each step, as the driver timed "
                              "them.") +
                       "</div>\n";
    return section.empty() ? "" : "<h2>Steps of a start</h2>\n" + section;
}

/// What one scenario adds to the page.
static std::string scenarioSections(const BenchmarkResult& result, const Analysis& analysis,
                                    const Scenario& scenario) {
    const BenchmarkResult view = scenarioView(result, scenario);
    const Analysis figures = scenarioView(analysis, scenario);
    std::string sections =
        result.scenarios.size() < 2
            ? ""
            : "<h2 class=\"scenario\">" + escapeMarkup(scenario.title) + "</h2>\n";
    sections += forestSection(view, figures) + metricsSection(view, figures);
    const WorkFigures* work = workFiguresOf(scenario);
    if (work == nullptr)
        return sections;
    if (work->overTime)
        sections += timeSection(view);
    if (const bool ready = showsReadyOverInstances(scenario); ready || work->memoryOverInstances)
        sections += instancesSection(view, figures, work->memoryOverInstances, ready);
    if (work->steps)
        sections += stepsSection(view);
    return sections;
}

static std::string rawSection(const BenchmarkResult& result) {
    std::string section = "<h2>Raw values</h2>\n";
    for (const Scenario& scenario : result.scenarios)
        section += "<details><summary>Every block of every round" +
                   (result.scenarios.size() < 2 ? "" : ": " + escapeMarkup(scenario.title)) +
                   "</summary>" + roundsTable(scenarioView(result, scenario, Controls::keep)) +
                   "</details>\n";
    return section;
}

static std::string repeatSection(const BenchmarkResult& result) {
    std::string section = "<h2>Repeat it</h2>\n<pre>" + escapeMarkup(result.command) +
                          "</pre>\n<details><summary>Specification " +
                          escapeMarkup(result.specFile) + "</summary><pre>" +
                          escapeMarkup(result.specXml) + "</pre></details>\n";
    for (const ArmDescription& arm : result.arms)
        if (!arm.definitionXml.empty() && arm.controlOf.empty())
            section += "<details><summary>Definition of " + escapeMarkup(armLabel(arm)) + " (" +
                       escapeMarkup(arm.definitionFile) + ")</summary><pre>" +
                       escapeMarkup(arm.definitionXml) + "</pre></details>\n";
    return section;
}

std::string htmlReport(const BenchmarkResult& result, const Analysis& analysis) {
    std::string page = head(result) + "<body>\n<main>\n<header><h1>" + escapeMarkup(result.title) +
                       "</h1>\n<p class=\"lead\">" + escapeMarkup(result.description) + " " +
                       escapeMarkup(scenariosText(result)) + ", " +
                       std::to_string(analysis.rounds) + " measured rounds.</p></header>\n";
    page += outcomeWarning(result, analysis) + armNotes(result, analysis);
    if (const std::string few = fewRoundsWarning(analysis); !few.empty())
        page += warning(few);
    if (analysis.rounds == 0)
        page += warning("No round was completed: there is nothing to compare.");
    else
        page += verdicts(analysis);
    for (const std::string& note : runNotes(result, analysis))
        page += warning(note);
    page += emulationWarning(result);
    if (const std::string mixed = mixedWarning(result); !mixed.empty())
        page += warning(mixed);
    for (const FiredGate& fired : analysis.gates)
        page += warning(fired.sentence + " No verdict of this run holds.");
    if (const std::string under = hostFact(result, "virtualisation"); !under.empty())
        page += warning("This host is itself a virtual machine (" + under +
                        "): its neighbours are part of the noise.");
    page += banner(result);
    if (analysis.rounds > 0) {
        page += controlSection(result, analysis);
        for (const Scenario& scenario : result.scenarios)
            page += scenarioSections(result, analysis, scenario);
    }
    return page + gatesSection(result, analysis) + rawSection(result) + repeatSection(result) +
           methodFooter(result) + "</main>\n</body>\n</html>\n";
}

} // namespace twinvirt::bench
