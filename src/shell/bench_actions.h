#pragma once

#include "shell/parsed_command.h"
#include "util/result.h"

#include <string>
#include <vector>

namespace twinvirt {

class Shell;
namespace bench {
struct BenchmarkResult;
}

// The actions of `bench` that run no specification. Each returns the exit status.

Result<int> benchCompare(Shell& shell, const ParsedCommand& command,
                         const std::vector<std::string>& paths);
/// Checks the options of a comparison, before hours of measuring are spent on it.
Result<void> checkComparison(const ParsedCommand& command);
/// The comparison of two results, as text or JSON, and the status that --fail-on makes of it.
Result<int> printComparison(Shell& shell, const ParsedCommand& command,
                            const bench::BenchmarkResult& before,
                            const bench::BenchmarkResult& after);
Result<int> benchExport(Shell& shell, const ParsedCommand& command,
                        const std::vector<std::string>& paths);
Result<int> benchRerun(Shell& shell, const ParsedCommand& command,
                       const std::vector<std::string>& paths);
Result<int> benchShow(Shell& shell, const ParsedCommand& command,
                      const std::vector<std::string>& paths);
Result<int> benchValidate(Shell& shell, const ParsedCommand& command,
                          const std::vector<std::string>& paths);
Result<int> benchList(Shell& shell, const ParsedCommand& command,
                      const std::vector<std::string>& paths);
Result<int> benchCalibrate(Shell& shell, const ParsedCommand& command,
                           const std::vector<std::string>& paths);
Result<int> benchGc(Shell& shell, const ParsedCommand& command,
                    const std::vector<std::string>& paths);
/// Checks the host as a place to measure, tunes it (--tune) or puts it back (--restore).
Result<int> benchDoctor(Shell& shell, const ParsedCommand& command,
                        const std::vector<std::string>& paths);

/// The file of a specification: the path itself, or "standard" for one that came with twinvirt
/// where no such file is.
std::string specificationFile(const Shell& shell, const std::string& word);

/// "app,vm": the words between the commas.
std::vector<std::string> splitList(const std::string& list);

} // namespace twinvirt
