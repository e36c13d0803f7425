#pragma once

namespace twinvirt::probe {

/// Prints "VERB KEY=VALUE…" lines of one fact; returns how many arguments it used. The verbs:
///   ids tty fds environ hostname cwd caps mounts namespaces cgroup lo window machine (no argument)
///   read PATH · write PATH · stat PATH · open-write PATH · syscall NAME · key NAME
int reportFact(const char* verb, const char* argument);

} // namespace twinvirt::probe
