#pragma once

#include "benchmark/result/result.h"
#include "util/result.h"
#include "util/unique_fd.h"

#include <string>
#include <vector>

namespace twinvirt::bench {

/// samples.jsonl: what a run needs to go on after it was interrupted or killed. The first line says
/// which run it is, one says what its arms turned out to run on ({"arms": …}), each further one is
/// a complete round; every line is on the disk (fsync) before the next round begins.
///
/// Reads DIR/samples.jsonl; the result has no outcome yet. A last line that was cut off by a crash
/// is left out. Each line holds a checksum (CRC-32), so that a disk that lost a bit gives no
/// figure: such a line is an error. Errors: those of reading the file; configUnsupported (another
/// version); invalidArgument with the line.
Result<BenchmarkResult> readSamples(const std::string& directory);

/// What keeps the run `now` from going on where the stored one ended: "kernel: '6.1' before, '6.2'
/// now"; empty when nothing does. Seed, specification, scenarios, arms and host have to be the
/// same, for the rounds of both are taken for one sample.
std::vector<std::string> whyNotContinued(const BenchmarkResult& before, const BenchmarkResult& now);

/// Appends rounds to DIR/samples.jsonl.
class SamplesFile {
  public:
    explicit SamplesFile(std::string directory) : directory_(std::move(directory)) {}

    /// Makes the file with its first line, in one piece: from then on the run can be resumed,
    /// whenever it is killed. Replaces one of an earlier run.
    Result<void> begin(const BenchmarkResult& run);
    /// Before its first round: what the arms ran on. Errors: systemError.
    Result<void> append(const BenchmarkResult& run, const Round& round);
    /// Opens the file of an earlier run and cuts off what a crash left of a line.
    Result<void> continueAfter();

  private:
    Result<void> open();
    Result<void> write(const std::string& line);

    std::string directory_;
    UniqueFd file_;
    bool armsTold_ = false;
};

} // namespace twinvirt::bench
