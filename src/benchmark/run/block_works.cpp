#include "benchmark/run/block_works.h"

#include <algorithm>
#include <cstdlib>

namespace twinvirt::bench {

static const std::vector<const BlockWork*>& blockWorks() {
    static const std::vector<const BlockWork*> all{
        &bootBlockWork,      &togetherBlockWork,   &packBlockWork,     &footprintBlockWork,
        &rebootBlockWork,    &deleteBlockWork,     &snapshotBlockWork, &probeBlockWork,
        &neighbourBlockWork, &mechanismsBlockWork, &networkBlockWork,  &toolBlockWork};
    return all;
}

const BlockWork& blockWorkOf(const ScenarioSpec& scenario) {
    const auto found = std::ranges::find(blockWorks(), scenario.work, &BlockWork::name);
    if (found == blockWorks().end())
        std::abort(); // a work of spec/ without its half here
    return **found;
}

} // namespace twinvirt::bench
