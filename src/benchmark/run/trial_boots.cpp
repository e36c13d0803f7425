#include "benchmark/run/trial_boots.h"

namespace twinvirt::bench {

static Result<TrialBoots::Trial> bootOnce(const BlockContext& context,
                                          InstanceSet::BootRequest request) {
    InstanceSet instances(context.stop, context.patience);
    request.name = instanceName(context.runId, request.arm->spec.name, 0);
    const auto times = instances.boot(request);
    if (!times)
        return instances.destroyAllAfter(times.error());
    const auto footprints = instances.footprints();
    if (!footprints)
        return instances.destroyAllAfter(footprints.error());
    TRY(instances.destroyAll());
    return TrialBoots::Trial{std::chrono::duration<double>(times->ready).count(),
                             footprints->front().acceleration};
}

Result<TrialBoots::Trial> TrialBoots::of(const BlockContext& context, const PreparedArm& arm,
                                         bool emulate) {
    const auto request = bootRequest(context.scenario, arm, emulate);
    const Way way{arm.spec.name, emulate, request.payload, request.readyMarker};
    if (const auto known = done_.find(way); known != done_.end())
        return known->second;
    const Trial trial = TRY(bootOnce(context, request));
    done_.emplace(way, trial);
    return trial;
}

} // namespace twinvirt::bench
