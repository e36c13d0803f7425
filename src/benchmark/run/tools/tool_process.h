#pragma once

#include "api/domain_types.h"
#include "benchmark/run/run_network.h"
#include "util/result.h"

#include <functional>
#include <string>
#include <vector>

namespace twinvirt::bench {

/// How a tool ended and what it printed.
struct ToolOutcome {
    int exitStatus = 0; ///< as a shell has it: 128 and the signal that ended it, 127 of no program
    std::string output;
    std::string errors;
};

/// Runs it to its end on that CPU of the host; with a network, in a network namespace of its own at
/// a veth pair of it, which is gone afterwards. argv[0] is looked for in PATH.
Result<ToolOutcome> runToolOnHost(const std::vector<std::string>& command, const std::string& cpu,
                                  const RunNetwork* network);

/// The same in a guest, by what executes a command there (GuestAccess::execute).
Result<ToolOutcome> runToolInside(const std::vector<std::string>& command,
                                  const std::function<Result<int>(const ExecRequest&)>& execute);

} // namespace twinvirt::bench
