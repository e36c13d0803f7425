#pragma once

#include "util/result.h"

#include <vector>

namespace twinvirt::bench::probe {

/// For PID 1 of a machine or a container, in which nobody else does it: mounts /proc, /sys, /dev
/// and a tmpfs on /tmp where they are missing, opens the console where there is no standard input,
/// brings the loopback interface up, and loads the modules that a machine's initramfs has in
/// /lib/modules/boot. What could not be done, so that it can be told.
std::vector<Error> setUpGuest();

/// Nothing to do when it is up already.
Result<void> bringLoopbackUp();

/// PID 1 of the whole machine and not of a container (of its pid namespace).
bool isInitOfMachine();

/// Writes everything to the disks and turns the machine off; returns only when that is refused.
void powerOff();

} // namespace twinvirt::bench::probe
