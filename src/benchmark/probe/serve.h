#pragma once

namespace twinvirt::bench::probe {

/// Whether PID 1 sets its guest up; nobody does who shares it with the host.
enum class Setup { asNeeded, nothing };

/// Reads commands from standard input, a line each, and runs each in a child of its own until
/// `exit`, the end of the input, SIGTERM, SIGINT or SIGPWR. As PID 1 it sets the guest up first,
/// reaps what is left to it, and turns a machine off at the end. The exit status.
int serve(Setup setup);

} // namespace twinvirt::bench::probe
