#pragma once

#include "benchmark/result/analysis.h"
#include "benchmark/result/result.h"
#include "util/result.h"

#include <string>

namespace twinvirt::bench {

/// A result and the figures made from it, as every report shows them.
struct StoredResult {
    BenchmarkResult result;
    Analysis analysis;
};

/// Writes result.json, result.csv, summary.md, junit.xml and report.html into `directory` (made,
/// with those above it, when it is missing; files of these names are replaced). What is returned is
/// what result.json holds, rounded as it is there, so that a report made again later is the same.
Result<StoredResult> writeResultDirectory(const std::string& directory,
                                          const BenchmarkResult& result);
/// Reads result.json of the directory, or the file itself.
Result<BenchmarkResult> readResultFile(const std::string& path);
/// The same with the figures made from it.
Result<StoredResult> readResultDirectory(const std::string& path);
/// Makes all files but result.json again, in `directory`.
Result<void> writeReports(const std::string& directory, const StoredResult& stored);

} // namespace twinvirt::bench
