#include "benchmark/run/tools/tool_adapter.h"

#include <nlohmann/json.hpp>

namespace twinvirt::bench {

using Json = nlohmann::json;

static std::vector<std::string> command(const ToolSpec& tool, const ToolPlace& place) {
    return {"fio",
            "--name=twinvirt",
            "--directory=" + place.directory,
            "--filename_format=twinvirt-fio.$jobnum",
            "--unlink=1", // from when it is opened on: nothing stays, however it ends
            "--size=16m",
            "--rw=randrw",
            "--bs=4k",
            "--ioengine=psync",
            "--randrepeat=1",
            std::string("--direct=") + (tool.direct ? "1" : "0"),
            "--time_based",
            "--ramp_time=1",
            "--runtime=" + std::to_string(tool.seconds),
            "--output-format=json"};
}

/// Of "read" or "write": mean and 99th percentile of the completion latency, in microseconds.
static void addDirection(const Json& job, const std::string& direction,
                         std::vector<Figure>& figures) {
    constexpr double nanosecondsPerMicrosecond = 1000;
    const Json& latency = job.at(direction).at("clat_ns");
    const double mean = latency.at("mean");
    const double p99 = latency.at("percentile").at("99.000000");
    figures.push_back({"fio-" + direction, {mean / nanosecondsPerMicrosecond}});
    figures.push_back({"fio-" + direction + "-p99", {p99 / nanosecondsPerMicrosecond}});
}

/// Notes of fio may stand before its object.
static Result<std::vector<Figure>> parse(const std::string& output) {
    const auto begin = output.find('{');
    const std::string object = begin == std::string::npos ? "" : output.substr(begin);
    try {
        const Json job = Json::parse(object).at("jobs").at(0);
        if (job.at("error") != 0)
            return unexpectedOutput("fio", "its job failed with error " + job.at("error").dump(),
                                    output);
        std::vector<Figure> figures;
        addDirection(job, "read", figures);
        addDirection(job, "write", figures);
        for (const Figure& figure : figures)
            if (!(figure.values.front() > 0))
                return unexpectedOutput("fio", "it did nothing (" + figure.metric + ")", output);
        return figures;
    } catch (const Json::exception& problem) {
        return unexpectedOutput("fio", std::string("not its JSON: ") + problem.what(), output);
    }
}

const ToolAdapter fioAdapter{"fio", command, parse};

} // namespace twinvirt::bench
