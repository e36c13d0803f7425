#pragma once

#include "lxc/isolation/isolation_step.h"
#include "lxc/run_directory.h"
#include "util/result.h"

#include <string>

namespace twinvirt::lxc {

/// The descriptors that this program, its caller and the keeper agree on.
///
///     caller ──▶ twinvirt-supervisor launch RUNDIR     3: report socket, 4: lock on alive, from 5
///                                                      on those that are passed to init
///     keeper ──▶ twinvirt-supervisor restart RUNDIR LISTENER CLIENTS    4, and those named
///     keeper ──▶ twinvirt-supervisor release RUNDIR    4
///     driver ──▶ twinvirt-supervisor release RUNDIR    4, of a container whose supervisor died
///
/// argv[0] is the program's absolute path: the keeper is its neighbour.
struct SupervisorFds {
    static constexpr int report = 3;
    static constexpr int alive = 4;
};

struct SupervisorRequest {
    std::string program; ///< argv[0]
    RunDirectory run;
    bool restart = false;
    UniqueFd consoleListener;   ///< of a restart
    std::string consoleClients; ///< of a restart, as the keeper wrote it; handed back to it
};

/// Launches, tells the caller, and becomes the keeper; returns only the exit status of a failure,
/// after everything was released.
int superviseLaunch(SupervisorRequest request);

/// The end of a launch that failed: logs, releases everything, then tells the caller.
int failLaunch(const SupervisorRequest& request, const Error& error);

/// Runs this program from a mount of its own that is read-only, if it is not there yet: the
/// container can reach the file through /proc/self/exe of init, and must not be able to write to it
/// (CVE-2019-5736). Returns only if that is already so, or an error.
Result<void> sealProgram(char** argv);

} // namespace twinvirt::lxc
