#pragma once

#include "util/result.h"

#include <chrono>
#include <functional>
#include <string>
#include <vector>

namespace twinvirt {

/// Told each line of a command's output and errors, without its end of line, as it comes.
using LineListener = std::function<void(const std::string&)>;

/// Runs a program to its end. operationFailed when its status is not 0, with its last lines;
/// operationTimeout (and it is killed) after `timeout`.
Result<void> runCommand(const std::string& program, const std::vector<std::string>& arguments,
                        std::chrono::seconds timeout, const LineListener& onLine);

/// The absolute path of a program, looked for in PATH and then where root's programs are;
/// operationUnsupported, naming the Debian package to install, when there is none.
Result<std::string> findProgram(const std::string& name, const std::string& package);

} // namespace twinvirt
