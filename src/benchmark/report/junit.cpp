#include "benchmark/report/junit.h"

#include "benchmark/report/escape.h"
#include "benchmark/result/sentences.h"

namespace twinvirt::bench {

namespace {

/// The suite while it is written.
struct Suite {
    std::string cases;
    unsigned tests = 0;
    unsigned failures = 0;
    unsigned errors = 0;
    unsigned skipped = 0;

    /// `outcome` is what stands in the element beside the output.
    void add(const std::string& group, const std::string& name, const std::string& outcome,
             const std::string& output) {
        ++tests;
        cases += "  <testcase classname=\"" + escapeMarkup(group) + "\" name=\"" +
                 escapeMarkup(name) + "\">" + outcome + "<system-out>" + escapeMarkup(output) +
                 "</system-out></testcase>\n";
    }
    [[nodiscard]] std::string document(const std::string& name, const std::string& time) const {
        return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuite name=\"" +
               escapeMarkup(name) + "\" tests=\"" + std::to_string(tests) + "\" failures=\"" +
               std::to_string(failures) + "\" errors=\"" + std::to_string(errors) +
               "\" skipped=\"" + std::to_string(skipped) + "\" timestamp=\"" + escapeMarkup(time) +
               "\">\n" + cases + "</testsuite>\n";
    }
};

std::string element(const std::string& name, const std::string& message) {
    return "<" + name + " message=\"" + escapeMarkup(message) + "\"/>";
}

std::string figureText(const Metric& metric, const Summary& summary) {
    return metric.title + ": " + formatValue(summary.median) + " " + metric.unit + " (p5 " +
           formatValue(summary.p5) + ", p95 " + formatValue(summary.p95) + ", n " +
           std::to_string(summary.count) + ")";
}

} // namespace

std::string junitOf(const BenchmarkResult& result, const Analysis& analysis) {
    Suite suite;
    for (const MetricAnalysis& metric : analysis.metrics)
        for (const ArmFigure& figure : metric.arms) {
            std::string text = figureText(*metric.metric, figure.summary);
            std::string outcome;
            for (const Comparison& comparison : metric.comparisons) {
                if (comparison.arm != figure.arm)
                    continue;
                text += "\n" + comparison.sentence;
                if (comparison.ratio && !comparison.hasVerdict() && outcome.empty()) {
                    outcome =
                        element("skipped", comparison.emulated ? "verdict withheld: emulated (tcg)"
                                                               : "verdict withheld: noise");
                    ++suite.skipped;
                }
            }
            suite.add(result.benchmark + "." + metric.scenario + "." + figure.arm,
                      metric.metric->id, outcome, text);
        }
    if (result.outcome != Outcome::complete) {
        ++suite.errors;
        suite.add(result.benchmark, "run",
                  element("error", std::string(outcomeWord(result.outcome)) +
                                       (result.failure.empty() ? "" : ": " + result.failure)),
                  result.command);
    }
    return suite.document(result.benchmark, result.started);
}

std::string junitOf(const BenchmarkResult& after, const ResultComparison& comparison,
                    const FailOn& failOn) {
    Suite suite;
    const auto findings = regressionsOf(comparison.changes, failOn);
    for (std::size_t i = 0; i < findings.size(); ++i) {
        const ArmChange& change = comparison.changes[i];
        const std::string ratio =
            change.ratio ? formatRatio(change.ratio->estimate) + " " + formatInterval(*change.ratio)
                         : "not comparable";
        std::string outcome;
        switch (findings[i].regression) {
        case Regression::certain:
            outcome = element("failure", change.metric->moreWord + ": ratio " + ratio);
            ++suite.failures;
            break;
        case Regression::unclear:
            outcome = element("skipped", "unclear: ratio " + ratio);
            ++suite.skipped;
            break;
        case Regression::none:
            break;
        }
        suite.add(after.benchmark + "." + change.scenario + "." + change.arm, change.metric->id,
                  outcome,
                  "before: " + figureText(*change.metric, change.before) +
                      "\nafter: " + figureText(*change.metric, change.after) + "\nratio: " + ratio);
    }
    return suite.document(after.benchmark, after.started);
}

} // namespace twinvirt::bench
