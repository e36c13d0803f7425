#include "benchmark/run/tools/tool_adapter.h"

#include <charconv>
#include <map>
#include <sstream>

namespace twinvirt::bench {

/// Server and client beside each other; the server ends with the script, whatever comes of it.
static std::vector<std::string> command(const ToolSpec& tool, const ToolPlace& place) {
    constexpr unsigned requestsPerSecond = 10000; // fewer than a host of today does
    const std::string requests = std::to_string(tool.seconds * requestsPerSecond);
    return {"sh", "-c",
            "command -v redis-server >/dev/null && command -v redis-benchmark >/dev/null || exit "
            "127\n"
            "socket=$1/twinvirt-redis-$$.sock\n"
            "redis-server --port 0 --unixsocket \"$socket\" --save '' --appendonly no >&2 &\n"
            "server=$!\n"
            "trap 'kill $server; wait $server; rm -f \"$socket\"' EXIT\n"
            "tries=0\n"
            "while [ ! -S \"$socket\" ] && [ $tries -lt 1000 ]; do sleep 0.01; tries=$((tries + "
            "1)); done\n"
            "redis-benchmark -s \"$socket\" -t set,get -c 10 -n " +
                requests + " --csv\n",
            "redis", place.directory};
}

/// The fields of a line such as "SET","62500.00","0.402".
static std::vector<std::string> fieldsOf(const std::string& line) {
    std::vector<std::string> fields;
    std::istringstream stream(line);
    for (std::string field; std::getline(stream, field, ',');) {
        if (field.size() >= 2 && field.front() == '"' && field.back() == '"')
            field = field.substr(1, field.size() - 2);
        fields.push_back(field);
    }
    return fields;
}

static double numberIn(const std::map<std::string, std::string>& row, const std::string& column) {
    const auto found = row.find(column);
    double value = 0;
    if (found != row.end())
        std::from_chars(found->second.data(), found->second.data() + found->second.size(), value);
    return value;
}

/// redis-benchmark 7: a line of headings, then a line for each test; latencies in milliseconds.
static Result<std::vector<Figure>> parse(const std::string& output) {
    constexpr double microsecondsPerSecond = 1e6;
    constexpr double microsecondsPerMillisecond = 1000;
    std::istringstream lines(output);
    std::string line;
    std::vector<std::string> headings;
    std::vector<Figure> figures;
    while (std::getline(lines, line)) {
        const auto fields = fieldsOf(line);
        if (headings.empty() || fields.size() != headings.size()) {
            if (!fields.empty() && fields.front() == "test")
                headings = fields;
            continue;
        }
        std::map<std::string, std::string> row;
        for (std::size_t i = 0; i < fields.size(); ++i)
            row[headings[i]] = fields[i];
        const std::string id = row["test"] == "SET" ? "redis-set" : "redis-get";
        const double rate = numberIn(row, "rps");
        const double p99 = numberIn(row, "p99_latency_ms");
        if ((row["test"] != "SET" && row["test"] != "GET") || rate <= 0 || p99 <= 0)
            return unexpectedOutput("redis-benchmark", "a line without its figures", output);
        figures.push_back({id, {microsecondsPerSecond / rate}});
        figures.push_back({id + "-p99", {p99 * microsecondsPerMillisecond}});
    }
    if (figures.size() != 4)
        return unexpectedOutput("redis-benchmark", "expected a line for SET and one for GET",
                                output);
    return figures;
}

const ToolAdapter redisAdapter{"redis", command, parse};

} // namespace twinvirt::bench
