#pragma once

#include <span>
#include <string>
#include <string_view>

namespace twinvirt::bench::probe {

/// `list`: a JSON line for each kernel.
void printKernels();
/// Does `run KERNEL …`, `hog HOG …` or `peer ADDRESS` and prints what comes of it, an error too;
/// the exit status. `words` is not empty; another first word is an error.
int runCommand(std::span<const std::string> words);
/// The error event of such a command.
void printCommandError(std::span<const std::string> words, std::string_view message);

} // namespace twinvirt::bench::probe
