#include "benchmark/run/tools/tool_adapter.h"

#include <nlohmann/json.hpp>

namespace twinvirt::bench {

using Json = nlohmann::json;

static std::vector<std::string> command(const ToolSpec& tool, const ToolPlace& place) {
    return {"iperf3", "--client", place.hostAddress, "--time", std::to_string(tool.seconds),
            "--omit", "1",        "--json"};
}

static Result<std::vector<Figure>> parse(const std::string& output) {
    constexpr double millisecondBitsPerGigabyte = 8e12;
    try {
        const Json report = Json::parse(output);
        if (report.contains("error"))
            return Error{ErrorCode::operationFailed,
                         "iperf3: " + report.at("error").get<std::string>()};
        const double bitsPerSecond = report.at("end").at("sum_received").at("bits_per_second");
        if (!(bitsPerSecond > 0))
            return unexpectedOutput("iperf3", "nothing was received", output);
        return std::vector<Figure>{{"iperf3-bulk", {millisecondBitsPerGigabyte / bitsPerSecond}}};
    } catch (const Json::exception& problem) {
        return unexpectedOutput("iperf3", std::string("not its JSON: ") + problem.what(), output);
    }
}

const ToolAdapter iperf3Adapter{"iperf3", command, parse};

} // namespace twinvirt::bench
