#pragma once

#include "benchmark/result/result.h"
#include "util/result.h"
#include "util/unique_fd.h"

#include <string>
#include <vector>

namespace twinvirt::bench {

/// samples.jsonl: what a run needs to go on after it was interrupted or killed. The first line says
/// which run it is, each further one is a complete round; every line is on the disk (fsync) before
/// the next round begins.
///
/// Reads DIR/samples.jsonl; the result has no outcome yet. A last line that was cut off by a crash
/// is left out. Errors: those of reading the file; configUnsupported (another version);
/// invalidArgument with the line.
Result<BenchmarkResult> readSamples(const std::string& directory);

/// What keeps the run `now` from going on where the stored one ended: "kernel: '6.1' before, '6.2'
/// now"; empty when nothing does. Seed, specification, scenarios, arms and host have to be the
/// same, for the rounds of both are taken for one sample.
std::vector<std::string> whyNotContinued(const BenchmarkResult& before, const BenchmarkResult& now);

/// Appends rounds to DIR/samples.jsonl, which is made with its first one.
class SamplesFile {
  public:
    explicit SamplesFile(std::string directory) : directory_(std::move(directory)) {}

    /// `run` is written before the first round of a new file. Errors: systemError.
    Result<void> append(const BenchmarkResult& run, const Round& round);
    /// Opens the file of an earlier run and cuts off what a crash left of a line.
    Result<void> continueAfter();

  private:
    Result<void> write(const std::string& line);

    std::string directory_;
    UniqueFd file_;
};

} // namespace twinvirt::bench
