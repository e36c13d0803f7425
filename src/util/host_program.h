#pragma once

#include "util/result.h"

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace twinvirt {

/// A program of the host that serves us for a moment, or goes into the background when it has done
/// what it is waited for. Of what the caller holds it inherits nothing: no descriptor (the lock of
/// a container above all), no blocked signal, no variable.
struct HostProgram {
    std::vector<std::string> paths;       ///< absolute; the first that can be executed is run
    std::vector<std::string> arguments;   ///< argv, argv[0] first
    std::vector<std::string> environment; ///< NAME=value, complete
    int input = -1;                       ///< its standard input; -1: /dev/null
    int third = -1;                       ///< what it finds as descriptor 3; -1: nothing
    /// SIGKILL to it when the caller dies, until it forks: what it leaves in the background stays.
    bool endsWithCaller = false;
    std::optional<std::chrono::milliseconds> patience; ///< SIGKILL to it then; absent: for ever
};

struct HostProgramEnd {
    static constexpr int notExecuted = 127; ///< exit status, as of a shell: none of the paths was

    int status = 0; ///< as of waitpid(2)
    bool tookTooLong = false;
    std::string output; ///< the first 4 KiB of what it wrote to stdout, without the last newline
    std::string errors; ///< the same of stderr

    [[nodiscard]] bool isSuccess() const { return !tookTooLong && status == 0; }
    [[nodiscard]] bool wasExecuted() const;
};

/// Runs it to the end of the process that is started here.
/// systemError when it cannot be started or waited for.
Result<HostProgramEnd> runHostProgram(const HostProgram& program);

} // namespace twinvirt
