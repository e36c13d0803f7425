#include "benchmark/spec/works.h"

#include <algorithm>
#include <cstdlib>

namespace twinvirt::bench {

const std::vector<Work>& works() {
    static const std::vector<Work> all{bootWork,      togetherWork,  packWork,     footprintWork,
                                       rebootWork,    deleteWork,    snapshotWork, probeWork,
                                       neighbourWork, mechanismsWork, networkWork};
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

} // namespace twinvirt::bench
