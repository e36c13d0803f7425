#pragma once

#include "benchmark/result/result.h"
#include "util/process.h"

#include <gtest/gtest.h>

#include <functional>
#include <set>
#include <string>
#include <vector>

namespace twinvirt::bench {

/// A benchmark of one container, run by the real twinsh as a user would, whose guest misbehaves at
/// a boot of the test's choice. Its arm has a name that nobody else's has, by which whatever is
/// left of it would be found.
class FailingBenchmark : public ::testing::Test {
  protected:
    void SetUp() override;
    void TearDown() override;

    /// Three rounds of two instances, after the trial: boots 1 and 2 are round 1, 3 and 4 round 2.
    /// At boot `at` (0: the trial) the guest runs `misbehaviour`, a shell command.
    void writeBenchmark(int at, const std::string& misbehaviour, const std::string& timeout = "60s",
                        unsigned rounds = 3);
    /// The command line that runs it.
    [[nodiscard]] std::vector<std::string> arguments() const;
    [[nodiscard]] ProcessOutput run() const;
    [[nodiscard]] static int exitStatus(const ProcessOutput& output);

    /// Starts it, its output going to the file output().
    [[nodiscard]] pid_t start(const std::vector<std::string>& command) const;
    [[nodiscard]] pid_t start() const { return start(arguments()); }
    [[nodiscard]] std::string output() const;
    /// Waits until the output has `text`; false after a generous time.
    [[nodiscard]] bool says(const std::string& text) const;

    /// Starts it, kills it with SIGKILL once it says `text` and `then` has run; what bench gc says.
    [[nodiscard]] std::string killAndCollect(
        const std::string& text, const std::function<void()>& then = [] {}) const;

    [[nodiscard]] BenchmarkResult result() const;
    [[nodiscard]] std::string file(const std::string& name) const;
    /// No domain, process, cgroup, state or working directory.
    void expectNothingLeft() const;

    std::string directory_ = "/var/tmp/twinvirt-bench-test-XXXXXX";
    std::string out_; ///< where the result goes
    std::string arm_;

  private:
    std::set<std::string> workDirectoriesBefore_;
};

} // namespace twinvirt::bench
