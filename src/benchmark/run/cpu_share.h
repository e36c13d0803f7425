#pragma once

#include <string>
#include <vector>

namespace twinvirt::bench {

/// The CPUs that the instance of this number (from 0 on) of a block may use, `count` of them, as a
/// cpuset ("0-1,3"). An arm of any kind gets the same ones: a container by its cpuset, a machine by
/// the pinning of its virtual CPUs and of its emulator. The first instance has the last CPU
/// (interrupts prefer the first ones), the next one the CPU before it, and so on in a circle.
std::string cpusFor(unsigned index, unsigned count);
/// The same of these CPUs.
std::string cpusFor(unsigned index, unsigned count, const std::vector<unsigned>& cpus);

/// Those that this program may run on (man 2 sched_getaffinity), in ascending order.
std::vector<unsigned> allowedCpus();

} // namespace twinvirt::bench
