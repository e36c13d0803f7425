#include "benchmark/run/tools/tool_adapter.h"

#include <charconv>
#include <optional>

namespace twinvirt::bench {

static std::vector<std::string> command(const ToolSpec& tool, const ToolPlace&) {
    return {"sysbench",
            "cpu",
            "--threads=1",
            "--cpu-max-prime=20000",
            "--events=0",
            "--percentile=95",
            "--time=" + std::to_string(tool.seconds),
            "run"};
}

/// The number after the label, as in "events per second:   350.12".
static std::optional<double> numberAfter(const std::string& output, std::string_view label) {
    const auto at = output.find(label);
    if (at == std::string::npos)
        return std::nullopt;
    const auto begin = output.find_first_not_of(" \t", at + label.size());
    if (begin == std::string::npos)
        return std::nullopt;
    double value = 0;
    const auto parsed =
        std::from_chars(output.data() + begin, output.data() + output.size(), value);
    return parsed.ec == std::errc() && value > 0 ? std::optional(value) : std::nullopt;
}

/// The report of sysbench 1.0 is for people: lines of labels and numbers, milliseconds.
static Result<std::vector<Figure>> parse(const std::string& output) {
    constexpr double millisecondsPerSecond = 1000;
    const auto rate = numberAfter(output, "events per second:");
    const auto p95 = numberAfter(output, "95th percentile:");
    if (!rate || !p95)
        return unexpectedOutput("sysbench", "expected 'events per second:' and '95th percentile:'",
                                output);
    return std::vector<Figure>{{"sysbench-cpu", {millisecondsPerSecond / *rate}},
                               {"sysbench-cpu-p95", {*p95}}};
}

const ToolAdapter sysbenchAdapter{"sysbench", command, parse};

} // namespace twinvirt::bench
