#include "benchmark/run/tools/tool_adapter.h"

#include <algorithm>
#include <array>
#include <cstdlib>

namespace twinvirt::bench {

const ToolAdapter& toolAdapterOf(std::string_view name) {
    static constexpr std::array all{&sysbenchAdapter, &fioAdapter, &redisAdapter, &iperf3Adapter};
    const auto found = std::ranges::find(all, name, &ToolAdapter::name);
    if (found == all.end())
        std::abort(); // a name of spec/measuring_tools.cpp without its adapter
    return **found;
}

Error unexpectedOutput(std::string_view tool, const std::string& what, const std::string& output) {
    constexpr std::size_t most = 300;
    return {ErrorCode::operationFailed, std::string(tool) + ": " + what + "; it printed: " +
                                            (output.empty() ? "nothing" : output.substr(0, most))};
}

} // namespace twinvirt::bench
