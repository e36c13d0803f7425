#include "lxc/isolation/isolation.h"

namespace twinvirt::lxc {

std::vector<StepPointer> isolationSteps() {
    std::vector<StepPointer> steps;
    const auto then = [&steps](StepPointer step) { steps.push_back(std::move(step)); };
    // clang-format off
    then(makeSessionStep());      // first: init dies with its supervisor and shares no session or keyring
    then(makeCgroupStep());       // before anything that costs: limits hold from here on; then the cgroup namespace
    then(makeNetworkStep());      // before /sys and /proc/sys, which show the network they were mounted in
    then(makeHostNameStep());     // any time, while init may still set it
    then(makeRootStep());         // before every mount: they go below it
    then(makeDevStep());          // before /proc, whose masks are its /dev/null
    then(makeProcStep());         // a new instance: the pid namespace is already init's own
    then(makeSysStep());          // before what is mounted on /sys/fs/cgroup
    then(makeCgroupViewStep());   // the container's own subtrees only
    then(makeMountsStep());       // after /dev, /proc, /sys: the definition has the last word
    then(makeReadOnlyRootStep()); // after the last mount point was made
    then(makeIdentityStep());     // looks names up inside; before the console, whose owner it decides
    then(makeConsoleStep());      // the last use of descriptors: 0, 1, 2 become the terminal
    then(makeCapabilitiesStep()); // after everything that needs them; takes on the user as well
    then(makeSeccompStep());      // last: no later step has to pass the filter, only exec has
    // clang-format on
    return steps;
}

} // namespace twinvirt::lxc
