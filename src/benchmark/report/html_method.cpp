#include "benchmark/report/escape.h"
#include "benchmark/report/html_parts.h"
#include "benchmark/result/differences.h"
#include "benchmark/result/run_notes.h"
#include "benchmark/result/sentences.h"

#include <algorithm>

namespace twinvirt::bench {

static std::string item(const std::string& text) {
    return "<li>" + escapeMarkup(text) + "</li>\n";
}

static std::string designItem(const Design& design) {
    return item(
        "Design: randomised complete blocks. A round runs each arm once in each scenario, "
        "in an order drawn from the seed " +
        std::to_string(design.seed) + ". " + std::to_string(design.warmup) + " warm-up and " +
        std::to_string(design.rounds) + " measured rounds were planned" +
        (design.budgetSeconds > 0 ? ", within " + formatValue(design.budgetSeconds) + " s." : ".") +
        (design.stopWidth > 0
             ? " From 10 rounds on it ends when every interval that a verdict is made from was, "
               "at two looks five rounds apart, narrower than " +
                   formatPercent(design.stopWidth) +
                   " % of its ratio: its width decides, never what it says."
             : ""));
}

static std::string statisticsItem(const Design& design) {
    return item("Statistics: a ratio is that of two medians, the values of all measured rounds "
                "pooled. Its interval is a percentile bootstrap with 10,000 resamples that draws "
                "whole rounds, the same ones for both arms. faster or slower: the whole interval "
                "lies outside the band of ±" +
                formatPercent(design.equivalence) +
                " %; equal: it lies inside; unclear: anything else. Nothing is corrected for the "
                "number of ratios.");
}

/// What the comparison does not hold equal, and cannot.
static std::string differencesItem(const BenchmarkResult& result) {
    std::string text = "What differs between the arms:";
    for (const ArmDescription& arm : result.arms) {
        if (!arm.controlOf.empty())
            continue;
        text += " The " + armLabel(arm);
        if (arm.type == "host")
            text += " has no isolation at all.";
        else if (arm.type == "lxc")
            text += " shares the host's kernel; its root is the tree itself on the host's file "
                    "system, and the host's page cache holds it once for all instances.";
        else
            text += " boots a kernel of its own (" + hostFact(result, "kernel of the machines") +
                    "), its root is the same tree as an uncompressed initramfs in its own memory, "
                    "and the calls into libvirt are part of its times.";
    }
    return item(text + " The definitions stand above.");
}

std::string methodFooter(const BenchmarkResult& result) {
    std::string footer = differencesSection(result) + "<footer><h2>Method</h2>\n<ul>\n";
    footer += designItem(result.design);
    for (const std::string& note : {endingNote(result), harnessNote(result)})
        if (!note.empty())
            footer += item(note);
    if (differences(result.arms).empty()) // a result of before says it only so
        footer += differencesItem(result);
    footer += statisticsItem(result.design);
    std::vector<const Metric*> named; // several scenarios may measure the same
    for (const Scenario& scenario : result.scenarios)
        for (const Metric* metric : metricsOf(scenario))
            if (std::ranges::find(named, metric) == named.end()) {
                named.push_back(metric);
                footer += item(metric->title + ": " + metric->method);
            }
    footer +=
        item("CPU time of the host was read from " + result.design.cpuSource +
             ". Memory, load and CPU are sampled five times a second and after each boot; PSS "
             "after each boot and once a second during the hold, since reading it holds up a "
             "process as big as QEMU.");
    footer +=
        item("The 1-minute load average remembers the blocks before: it is drawn and not "
             "compared. tcg: the machine ran under QEMU's software emulation, which is many "
             "times slower than hardware virtualisation; its figures are shown and no verdict "
             "about a virtual machine follows from them.");
    return footer + "</ul>\n<p>Made by twinvirt " + escapeMarkup(result.version) + ", run " +
           escapeMarkup(result.runId) + ".</p></footer>\n";
}

} // namespace twinvirt::bench
