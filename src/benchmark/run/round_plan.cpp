#include "benchmark/run/round_plan.h"

#include "benchmark/spec/read_spec.h"

namespace twinvirt::bench {

std::vector<Slot> slotsOf(const BenchmarkSpec& spec, const std::vector<PreparedArm>& arms) {
    std::vector<Slot> slots;
    for (std::size_t number = 0; number < spec.scenarios.size(); ++number)
        for (std::size_t arm = 0; arm < arms.size(); ++arm) {
            const ScenarioSpec& scenario = spec.scenarios[number];
            if (takesPart(spec, scenario, arms[arm].spec))
                slots.push_back({number, arm, everyOf(scenario, arms[arm].spec)});
        }
    return slots;
}

bool Rounds::has(unsigned number, const Slot& slot) const {
    if (isWarmup(number))
        return slot.every == 1;
    return (number - warmups - 1) % slot.every == 0;
}

std::vector<unsigned> Rounds::blocksFrom(unsigned first, const std::vector<Slot>& slots) const {
    std::vector<unsigned> blocks(slots.size(), 0);
    for (unsigned number = first; number <= all(); ++number)
        for (std::size_t slot = 0; slot < slots.size(); ++slot)
            blocks[slot] += has(number, slots[slot]) ? 1 : 0;
    return blocks;
}

} // namespace twinvirt::bench
