#include "benchmark/result/result_csv.h"

#include "benchmark/result/metrics.h"

#include <algorithm>
#include <cstdio>
#include <string_view>

namespace twinvirt::bench {

/// RFC 4180: a field with a comma, a quote or a line break is quoted, its quotes doubled. A name
/// that a spreadsheet would take for a formula is led in by an apostrophe, which makes it text.
static std::string field(std::string text) {
    if (!text.empty() && std::string_view("=+-@\t\r").find(text.front()) != std::string_view::npos)
        text.insert(text.begin(), '\'');
    if (text.find_first_of(",\"\r\n") == std::string::npos)
        return text;
    std::string quoted = "\"";
    for (const char character : text) {
        if (character == '"')
            quoted += '"';
        quoted += character;
    }
    return quoted + "\"";
}

static std::string number(double value) {
    std::string text(64, '\0');
    const int length = std::snprintf(text.data(), text.size(), "%.6g", value);
    text.resize(static_cast<std::size_t>(length));
    return text;
}

/// Of the metrics of the block's scenario: another work's may find values in it too.
static std::string linesOf(const Round& round, const Block& block, const Scenario& scenario,
                           const std::string& acceleration) {
    std::string lines;
    for (const Metric* wanted : metricsOf(scenario)) {
        const Metric& metric = *wanted;
        unsigned instance = 0;
        for (const double value : metric.values(block)) {
            const std::string which = metric.perBlock ? "" : std::to_string(++instance);
            lines += std::to_string(round.number) + "," + (round.warmup ? "yes" : "no") + "," +
                     (round.complete ? "yes" : "no") + "," + field(block.scenario) + "," +
                     field(block.arm) + "," + field(acceleration) + "," + which + "," + metric.id +
                     "," + metric.unit + "," + number(value) + "\r\n";
        }
    }
    return lines;
}

std::string resultToCsv(const BenchmarkResult& result) {
    std::string text =
        "round,warmup,complete,scenario,arm,acceleration,instance,metric,unit,value\r\n";
    for (const Round& round : result.rounds)
        for (const Block& block : round.blocks) {
            const ArmDescription* arm = findArm(result, block.arm);
            const auto scenario =
                std::ranges::find(result.scenarios, block.scenario, &Scenario::name);
            if (scenario != result.scenarios.end())
                text += linesOf(round, block, *scenario, arm == nullptr ? "" : arm->acceleration);
        }
    return text;
}

} // namespace twinvirt::bench
