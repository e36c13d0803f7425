#pragma once

#include "benchmark/result/result.h"
#include "support/temporary_directory.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace twinvirt::bench {

/// A run of one round by the real twinsh, of a bare process, a container, and what a test adds.
class RealRun : public ::testing::Test {
  protected:
    void SetUp() override;

    /// Writes the specification: the host, these arms, the application container, and one scenario.
    void write(const std::string& arms, const std::string& work);
    /// The command line that runs it.
    [[nodiscard]] std::vector<std::string> arguments() const;
    /// Both, to the end.
    BenchmarkResult run(const std::string& arms, const std::string& work);
    [[nodiscard]] BenchmarkResult result() const;

    static std::vector<double> figure(const BenchmarkResult& result, const std::string& arm,
                                      const std::string& metric);
    /// No cgroup, instance or network device of the run.
    static void expectNothingLeft(const std::string& runId);

    test::TemporaryDirectory directory_{"bench-run"};
};

inline const std::string benchmarkExamples = TWINVIRT_SOURCE_DIR "/xml-examples/benchmark/";

} // namespace twinvirt::bench
