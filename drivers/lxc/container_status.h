#pragma once

#include "util/result.h"

#include <sys/types.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace twinvirt::lxc {

/// How long one step of the launch took; the start is counted from the supervisor's first
/// instruction. Nanoseconds of CLOCK_MONOTONIC.
struct StepRecord {
    std::string step;
    std::string phase; ///< "prepare", "attach", "enter"
    std::uint64_t startNs = 0;
    std::uint64_t durationNs = 0;
};

/// What is known of a container that was launched: RunDirectory::status(), lines "key=value",
/// written by the supervisor (temporary file + rename) before it says `running` to its caller.
struct ContainerStatus {
    std::string bootId; ///< /proc/sys/kernel/random/boot_id: another boot, another world
    pid_t initPid = -1; ///< on the host
    std::uint64_t initStartTime = 0; ///< field 22 of /proc/PID/stat
    pid_t supervisorPid = -1;        ///< of supervisor and keeper alike (exec keeps it); domain@id
    std::uint64_t startedAtNs = 0;   ///< CLOCK_REALTIME
    std::vector<StepRecord> steps;
};

/// The terminal of a console as the host sees it: the consoles are the first terminals of the
/// container's own /dev/pts.
std::string consoleTty(const ContainerStatus& status, unsigned console);

std::string encodeStatus(const ContainerStatus& status);
Result<ContainerStatus> decodeStatus(std::string_view text);

/// supervisor → its caller, on descriptor 3 (SOCK_SEQPACKET), one message a packet. End of file
/// without `running`: the supervisor died; what it left is released by the caller.
struct LaunchReport {
    enum class Kind { running, failed };
    Kind kind = Kind::failed;
    ContainerStatus status; ///< of running
    Error error;            ///< of failed: "step: operation(argument): reason"
};

std::string encodeReport(const LaunchReport& report);
Result<LaunchReport> decodeReport(std::string_view text);

} // namespace twinvirt::lxc
