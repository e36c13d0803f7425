#include "benchmark/report/start_profile.h"

#include "benchmark/report/charts.h"
#include "benchmark/result/sentences.h"
#include "benchmark/statistics/summary.h"

#include <algorithm>

namespace twinvirt::bench {
namespace {

/// One step over all boots.
struct Gathered {
    std::string name;
    std::string phase;
    std::vector<double> begins;
    std::vector<double> durations;
};

struct Boots {
    std::vector<Gathered> steps;
    std::vector<double> calls;
    std::vector<double> readies;
};

void addBoot(Boots& boots, const Boot& boot) {
    boots.calls.push_back(boot.callMs);
    boots.readies.push_back(boot.readyMs);
    for (const BootStep& timed : boot.steps) {
        auto step = std::ranges::find_if(boots.steps, [&](const Gathered& known) {
            return known.name == timed.step && known.phase == timed.phase;
        });
        if (step == boots.steps.end())
            step = boots.steps.insert(step, Gathered{timed.step, timed.phase, {}, {}});
        step->begins.push_back(timed.startMs);
        step->durations.push_back(timed.durationMs);
    }
}

Boots bootsOf(const BenchmarkResult& result, const std::string& arm) {
    Boots boots;
    for (const Round* round : measuredRounds(result))
        if (const Block* block = findBlock(*round, arm))
            for (const Boot& boot : block->boots)
                addBoot(boots, boot);
    return boots;
}

/// From the end of the driver's last step to the guest's own word.
void addGuest(StartProfile& profile) {
    double begin = profile.steps.empty() ? profile.callMs : 0;
    for (const StartStep& step : profile.steps)
        begin = std::max(begin, step.end());
    if (profile.steps.empty())
        profile.steps.push_back({"call of the driver", "driver", 0, profile.callMs});
    if (profile.readyMs > begin)
        profile.steps.push_back({"the guest, until it says that it is ready", guestPhase, begin,
                                 profile.readyMs - begin});
}

} // namespace

std::vector<StartProfile> startProfiles(const BenchmarkResult& result) {
    std::vector<StartProfile> profiles;
    for (const ArmDescription& arm : result.arms) {
        const Boots boots = bootsOf(result, arm.name);
        if (boots.readies.empty())
            continue;
        StartProfile& profile = profiles.emplace_back();
        profile.arm = arm.name;
        profile.label = armLabel(arm);
        profile.colour = colourOf(result, arm.name);
        profile.emulated = arm.emulated();
        profile.callMs = median(boots.calls);
        profile.readyMs = median(boots.readies);
        for (const Gathered& step : boots.steps)
            profile.steps.push_back(
                {step.name, step.phase, median(step.begins), median(step.durations)});
        std::ranges::stable_sort(profile.steps, {}, &StartStep::begin);
        addGuest(profile);
        for (const StartStep& step : profile.steps)
            if (std::ranges::find(profile.phases, step.phase) == profile.phases.end())
                profile.phases.push_back(step.phase);
    }
    return profiles;
}

} // namespace twinvirt::bench
