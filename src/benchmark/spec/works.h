#pragma once

#include "benchmark/spec/scenario_spec.h"

#include <string>
#include <string_view>
#include <vector>

namespace twinvirt {
class XmlMapping;
}

namespace twinvirt::bench {

/// What a scenario may do in a block: the element inside <scenario>. Each has a file of its own in
/// spec/ (how it is written), in run/ (what it does) and in result/ (its figures), and a line in
/// the table of each.
struct Work {
    std::string_view name; ///< of the element: "boot"
    Payload payload;       ///< what its instances boot
    bool hostCan;          ///< a host, which cannot be booted, can take part
    unsigned mostCount;    ///< instances of a block that bench run --count may ask for; 0: none
    /// How many instances start at the same time at most: 1 when one after another.
    unsigned (*atOnce)(const ScenarioSpec& scenario);
    void (*map)(XmlMapping& xml, ScenarioSpec& scenario);
    std::string (*brief)(const ScenarioSpec& scenario); ///< "3 instances at a time"
    /// What a block does and how it is timed, in sentences.
    std::string (*method)(const ScenarioSpec& scenario);
};

const std::vector<Work>& works();
/// Work::atOnce of works that start one instance after another.
unsigned oneAtATime(const ScenarioSpec& scenario);
/// That of the scenario, whose work is one of works().
const Work& workOf(const ScenarioSpec& scenario);
/// What the instances of the scenario boot: Work::payload, unless its tool needs the network.
Payload payloadOf(const ScenarioSpec& scenario);

// In the order of the table.
extern const Work bootWork;
extern const Work togetherWork;
extern const Work packWork;
extern const Work footprintWork;
extern const Work rebootWork;
extern const Work deleteWork;
extern const Work snapshotWork;
extern const Work probeWork;
extern const Work neighbourWork;
extern const Work mechanismsWork;
extern const Work networkWork;
extern const Work toolWork;

} // namespace twinvirt::bench
