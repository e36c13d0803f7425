#pragma once

#include "benchmark/result/result.h"
#include "benchmark/spec/scenario_spec.h"
#include "util/result.h"

#include <string>
#include <string_view>
#include <vector>

namespace twinvirt::bench {

/// What a tool is called with, beside the specification.
struct ToolPlace {
    std::string directory;   ///< where it may have files, as the arm sees it
    std::string hostAddress; ///< of the host on the network of the run; else empty
};

/// How a program of measuringTools() is called, and how what it prints is read: an adapter is one
/// small file.
struct ToolAdapter {
    std::string_view name;
    /// argv; argv[0] is looked for in the arm's PATH.
    std::vector<std::string> (*command)(const ToolSpec& tool, const ToolPlace& place);
    /// The figures (ids of tool_figures.cpp) of what it printed on its standard output.
    /// operationFailed when it is not what this version of the tool prints, or tells of an error.
    Result<std::vector<Figure>> (*parse)(const std::string& output);
};

/// Of a name of measuringTools().
const ToolAdapter& toolAdapterOf(std::string_view name);

extern const ToolAdapter sysbenchAdapter;
extern const ToolAdapter fioAdapter;
extern const ToolAdapter redisAdapter;
extern const ToolAdapter iperf3Adapter;

/// "fio: its output has no …": with the beginning of what it printed.
Error unexpectedOutput(std::string_view tool, const std::string& what, const std::string& output);

} // namespace twinvirt::bench
