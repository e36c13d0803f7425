#include "lxc/isolation/isolation.h"

namespace twinvirt::lxc {

std::vector<StepPointer> isolationSteps() {
    std::vector<StepPointer> steps;
    const auto then = [&steps](StepPointer step) { steps.push_back(std::move(step)); };
    // clang-format off
    then(makeUserStep());              // first: it owns all other namespaces, and init is nobody before
    then(makeSessionStep());           // next: init dies with its supervisor and shares no session or keyring
    then(makeLimitsStep());            // on the host's side: a user namespace may not raise a limit
    then(makeTimeStep());              // before init exists: it is born into it
    then(makeSharingStep());           // before anything is set or mounted in a namespace that is not ours
    then(makeCgroupStep());            // before anything that costs: limits hold from here on; then the cgroup namespace
    then(makeNetworkStep());           // before /sys and /proc/sys, which show the network they were mounted in
    then(makeHostNameStep());          // any time, while init may still set it
    then(makeKernelFilesystemsStep()); // before the root: they are made while the host's can be seen
    then(makeRootStep());              // before every mount: they go below it
    then(makeDevStep());               // before /proc, whose masks are its /dev/null
    then(makeProcStep());              // masked at once
    then(makeSecurityLabelStep());     // through this /proc alone; it takes hold at the exec
    then(makeProcViewStep());          // over what is not masked
    then(makeSysStep());               // before what is mounted on /sys/fs/cgroup
    then(makeCgroupViewStep());        // the container's own subtrees only
    then(makeMountsStep());            // after /dev, /proc, /sys: the definition has the last word
    then(makeMountLocksStep());        // when all that is to be locked was made
    then(makeReadOnlyRootStep());      // after the last mount point was made
    then(makeIdentityStep());          // looks names up inside; before the console, whose owner it decides
    then(makeConsoleStep());           // the last use of descriptors: 0, 1, 2 become the terminal
    then(makeCapabilitiesStep());      // after everything that needs them; takes on the user as well
    then(makeSeccompStep());           // last: no later step has to pass the filter, only exec has
    // clang-format on
    return steps;
}

} // namespace twinvirt::lxc
