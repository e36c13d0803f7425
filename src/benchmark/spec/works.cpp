#include "benchmark/spec/works.h"

#include "benchmark/spec/measuring_tools.h"

#include <algorithm>
#include <cstdlib>

namespace twinvirt::bench {

const std::vector<Work>& works() {
    static const std::vector<Work> all{bootWork,      togetherWork,   packWork,     footprintWork,
                                       rebootWork,    deleteWork,     snapshotWork, probeWork,
                                       neighbourWork, mechanismsWork, networkWork,  toolWork};
    return all;
}

unsigned oneAtATime(const ScenarioSpec&) {
    return 1;
}

const Work& workOf(const ScenarioSpec& scenario) {
    const auto found = std::ranges::find(works(), scenario.work, &Work::name);
    if (found == works().end())
        std::abort(); // the mapping accepts no other
    return *found;
}

Payload payloadOf(const ScenarioSpec& scenario) {
    const MeasuringTool* tool = findMeasuringTool(scenario.tool.name);
    return tool != nullptr && tool->usesNetwork ? Payload::connected : workOf(scenario).payload;
}

} // namespace twinvirt::bench
