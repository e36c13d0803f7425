#include "benchmark/spec/works.h"

#include <algorithm>
#include <cstdlib>

namespace twinvirt::bench {

const std::vector<Work>& works() {
    static const std::vector<Work> all{bootWork, probeWork, neighbourWork, mechanismsWork};
    return all;
}

const Work& workOf(const ScenarioSpec& scenario) {
    const auto found = std::ranges::find(works(), scenario.work, &Work::name);
    if (found == works().end())
        std::abort(); // the mapping accepts no other
    return *found;
}

} // namespace twinvirt::bench
