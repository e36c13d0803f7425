#pragma once

#include "util/result.h"

#include <sys/types.h>

#include <chrono>
#include <string>
#include <vector>

namespace twinvirt::bench {

/// How a tool of others is started: between the fork and the exec, so that no helper's start is
/// counted as the tool's.
struct ToolSpawn {
    std::string program; ///< absolute
    std::vector<std::string> argv;
    int input = -1;                   ///< -1: /dev/null
    int output = -1;                  ///< of its standard output and errors; -1: /dev/null
    int mountNamespace = -1;          ///< entered first; -1: the caller's
    bool controllingTerminal = false; ///< `input` becomes that of its session
    std::vector<std::string> cgroups; ///< directories that it joins
};

/// Starts it in a session of its own. Errors name the step that failed in the child.
Result<pid_t> spawnTool(const ToolSpawn& spawn);

/// Waits for a child of ours to end; false after the timeout, and it still runs.
Result<bool> waitForTool(pid_t pid, std::chrono::milliseconds timeout, int& status);

/// Runs it to its end. operationFailed with its last lines when its status is not 0,
/// operationTimeout (it is killed). `log` is a file for what it prints. What it printed comes back.
Result<std::string> runTool(ToolSpawn spawn, const std::string& log,
                            std::chrono::milliseconds timeout);

/// "ended with status 1"
std::string statusText(int status);

} // namespace twinvirt::bench
