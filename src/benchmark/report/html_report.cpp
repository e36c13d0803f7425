#include "benchmark/report/html_report.h"

#include "benchmark/report/escape.h"
#include "benchmark/report/html_parts.h"
#include "benchmark/report/overview.h"
#include "benchmark/report/style.h"
#include "benchmark/result/absent_arms.h"
#include "benchmark/result/run_notes.h"
#include "benchmark/result/sentences.h"
#include "benchmark/result/wait_notes.h"

namespace twinvirt::bench {

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

/// What holds stands first; of many sentences without a verdict (emulated, too noisy) the rest is
/// folded.
static std::string verdicts(const Analysis& analysis) {
    constexpr std::size_t few = 4;
    std::string held;
    std::string withheld;
    std::size_t count = 0;
    for (const Comparison* comparison : analysis.headlines()) {
        const std::string text = escapeMarkup(comparison->sentence) + "</li>\n";
        if (comparison->hasVerdict())
            held += "<li>" + text;
        else
            withheld += "<li class=\"tcg\">" + text;
        count += comparison->hasVerdict() ? 0 : 1;
    }
    const auto list = [](const std::string& items) {
        return "<ul class=\"verdicts\">\n" + items + "</ul>\n";
    };
    if (count <= few)
        return list(held + withheld);
    return (held.empty() ? "" : list(held)) + "<details class=\"print\"><summary>" +
           std::to_string(count) +
           " comparisons without a verdict (emulated, or too noisy)</summary>\n" + list(withheld) +
           "</details>\n";
}

std::string warning(const std::string& text) {
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

static std::string armNotes(const BenchmarkResult& result, const Analysis& analysis) {
    std::string notes;
    for (const std::string& wait : waitSentences(result, analysis))
        notes += warning(wait);
    for (const std::string& absent : absentSentences(result))
        notes += warning(absent);
    return notes;
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

/// Where a result has several scenarios: the headlines of all of them in one picture.
static std::string overviewSection(const BenchmarkResult& result, const Analysis& analysis,
                                   const PageDetail& detail) {
    if (result.scenarios.size() < 2)
        return "";
    const Overview overview(analysis);
    std::string links;
    for (const Scenario& scenario : result.scenarios)
        links += "<li><a href=\"#" + escapeMarkup(anchorOf(scenario)) + "\">" +
                 escapeMarkup(scenario.title) + "</a></li>";
    return "<section id=\"overview\">\n<h2>At a glance</h2>\n" +
           (overview.analysis().metrics.empty()
                ? ""
                : forestFigure(result, overview.analysis(), detail)) +
           "<nav aria-label=\"Scenarios\"><ul class=\"contents\">" + links +
           "</ul></nav>\n</section>\n";
}

static std::string rawSection(const BenchmarkResult& result, const PageDetail& detail) {
    std::string section =
        "<h2>Raw values</h2>\n<p>result.csv and result.json beside this page have "
        "every single value.</p>\n";
    if (detail.tableRounds == 0) // too many for a page
        return section;
    for (const Scenario& scenario : result.scenarios)
        section += "<details><summary>Blocks of the rounds" +
                   (result.scenarios.size() < 2 ? "" : ": " + escapeMarkup(scenario.title)) +
                   "</summary>" +
                   roundsTable(scenarioView(result, scenario, Controls::keep), detail.tableRounds) +
                   "</details>\n";
    return section;
}

static std::string repeatSection(const BenchmarkResult& result) {
    std::string section =
        "<h2>Repeat it</h2>\n<pre tabindex=\"0\">" + escapeMarkup(result.command) +
        "</pre>\n<details class=\"print\"><summary>Specification " + escapeMarkup(result.specFile) +
        "</summary><pre>" + escapeMarkup(result.specXml) + "</pre></details>\n";
    if (!result.digests.empty())
        section += "<details class=\"print\"><summary>Digests of what ran</summary>" +
                   factsTable(result.digests) + "</details>\n";
    for (const ArmDescription& arm : result.arms)
        if (!arm.definitionXml.empty() && arm.controlOf.empty())
            section += "<details class=\"print\"><summary>Definition of " +
                       escapeMarkup(armLabel(arm)) + " (" + escapeMarkup(arm.definitionFile) +
                       ")</summary><pre>" + escapeMarkup(arm.definitionXml) + "</pre></details>\n";
    return section;
}

/// What a reader has to know before he believes a figure.
static std::string warnings(const BenchmarkResult& result, const Analysis& analysis) {
    std::string all = armNotes(result, analysis);
    for (const std::string& note : runNotes(result, analysis))
        all += warning(note);
    all += emulationWarning(result);
    if (const std::string mixed = mixedWarning(result); !mixed.empty())
        all += warning(mixed);
    for (const FiredGate& fired : analysis.gates)
        all += warning(fired.sentence + " No verdict of this run holds.");
    if (const std::string under = hostFact(result, "virtualisation"); !under.empty())
        all += warning("This host is itself a virtual machine (" + under +
                       "): its neighbours are part of the noise.");
    return all;
}

static std::string header(const BenchmarkResult& result, const Analysis& analysis) {
    const std::string few = fewRoundsWarning(result, analysis);
    return "<header><h1>" + escapeMarkup(result.title) + "</h1>\n<p class=\"lead\">" +
           escapeMarkup(result.description) + " " + escapeMarkup(scenariosText(result)) + ", " +
           std::to_string(analysis.rounds) + " measured rounds.</p></header>\n" +
           outcomeWarning(result, analysis) + (few.empty() ? "" : warning(few)) +
           (analysis.rounds == 0 ? warning("No round was completed: there is nothing to compare.")
                                 : verdicts(analysis));
}

static std::string pageOf(const BenchmarkResult& result, const Analysis& analysis,
                          const PageDetail& detail) {
    std::string page = head(result) +
                       "<body>\n<a class=\"skip\" href=\"#ratios\">Skip to the ratios</a>\n"
                       "<main>\n" +
                       header(result, analysis) + warnings(result, analysis) + banner(result) +
                       "<div id=\"ratios\" tabindex=\"-1\"></div>\n";
    if (analysis.rounds > 0) {
        page += controlSection(result, analysis) + overviewSection(result, analysis, detail);
        for (const Scenario& scenario : result.scenarios)
            page += scenarioSection(scenarioView(result, scenario),
                                    scenarioView(analysis, scenario), detail);
    }
    return page + gatesSection(result, analysis) + rawSection(result, detail) +
           repeatSection(result) + methodFooter(result) + "</main>\n</body>\n</html>\n";
}

std::string htmlReport(const BenchmarkResult& result, const Analysis& analysis) {
    std::string page;
    // Of very many rounds the first of them would only cost the time that they take to draw.
    constexpr std::size_t many = 200;
    for (std::size_t i = result.rounds.size() > many ? 3 : 0; i < pageDetails.size(); ++i) {
        page = pageOf(result, analysis, pageDetails[i]);
        if (page.size() <= largestPage)
            break;
    }
    return page;
}

} // namespace twinvirt::bench
