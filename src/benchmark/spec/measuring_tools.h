#pragma once

#include <string_view>
#include <vector>

namespace twinvirt::bench {

/// A program of others that measures, which <tool> can name; run/tools has an adapter for each.
/// Nothing depends on them: an arm without one is left out of the scenario, with the reason.
struct MeasuringTool {
    std::string_view name;
    std::string_view program; ///< looked for in the arm's PATH
    std::string_view package; ///< of Debian that has it
    bool usesFiles;           ///< in a directory, which can be chosen
    bool usesNetwork;         ///< talks to the host over the network of the run
    std::string_view what;    ///< what it does, and as whose benchmark, in a sentence
};

const std::vector<MeasuringTool>& measuringTools();
/// nullptr when there is none of that name.
const MeasuringTool* findMeasuringTool(std::string_view name);

} // namespace twinvirt::bench
