#pragma once

#include "util/result.h"

#include <sys/types.h>

#include <string>
#include <vector>

namespace twinvirt::bench {

struct HostReading {
    double usedMib = 0;  ///< MemTotal - MemAvailable
    double totalMib = 0; ///< MemTotal
    double load1 = 0;
};

/// Reads what the whole host uses. The roots are arguments, so that a test reads a tree of its own.
class HostReader {
  public:
    /// Finds the best clock of the host's CPU time: the root cgroup's cpuacct.usage (v1, in
    /// nanoseconds), else its cpu.stat (v2, microseconds), else /proc/stat (10 ms).
    static Result<HostReader> open(const std::string& procRoot, const std::string& cgroupRoot);

    [[nodiscard]] Result<HostReading> read() const;
    /// CPU time of everything that ever ran on this host; only differences have a meaning.
    [[nodiscard]] Result<double> busySeconds() const;
    /// The file that busySeconds is read from.
    [[nodiscard]] const std::string& cpuSource() const { return cpuSource_; }

    /// Proportional set size of the processes (smaps_rollup); one that has ended counts nothing.
    /// Costly for a big process: the kernel walks its page tables under the lock of its mappings.
    [[nodiscard]] double pssMib(const std::vector<pid_t>& processes) const;

  private:
    enum class CpuClock { cgroupV1, cgroupV2, procStat };
    HostReader(std::string procRoot, CpuClock clock, std::string cpuSource)
        : procRoot_(std::move(procRoot)), clock_(clock), cpuSource_(std::move(cpuSource)) {}

    std::string procRoot_;
    CpuClock clock_;
    std::string cpuSource_;
};

/// The sum of files that each hold a number of bytes (a cgroup's memory in use), in MiB; a file
/// that is gone counts nothing.
double cgroupMib(const std::vector<std::string>& files);

} // namespace twinvirt::bench
