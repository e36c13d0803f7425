#pragma once

namespace twinvirt::bench::probe {

/// Reads commands from standard input, a line each, and runs each in a child of its own until
/// `exit`, the end of the input, SIGTERM, SIGINT or SIGPWR. As PID 1 it sets the guest up first,
/// reaps what is left to it, and turns a machine off at the end. The exit status.
int serve();

} // namespace twinvirt::bench::probe
