#include "lxc/container_status.h"

#include <charconv>

namespace twinvirt::lxc {

static Error malformed(std::string_view what, std::string_view line) {
    return {ErrorCode::internalError, "read container status: " + std::string(what) + " '" +
                                          std::string(line.substr(0, 80)) + "'"};
}

template <typename T>
static bool readNumber(std::string_view text, T& number) {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    return error == std::errc() && end == text.data() + text.size() && !text.empty();
}

/// The part of `text` up to the separator, which is taken off with it.
static std::string_view takeUntil(std::string_view& text, char separator) {
    const auto position = text.find(separator);
    const std::string_view part = text.substr(0, position);
    text.remove_prefix(position == std::string_view::npos ? text.size() : position + 1);
    return part;
}

/// "prepare cgroup 120 3400": phase, step, start and duration in nanoseconds.
static bool readStep(std::string_view text, std::vector<StepRecord>& steps) {
    StepRecord record;
    record.phase = takeUntil(text, ' ');
    record.step = takeUntil(text, ' ');
    const std::string_view start = takeUntil(text, ' ');
    steps.push_back(record);
    return !record.step.empty() && readNumber(start, steps.back().startNs) &&
           readNumber(text, steps.back().durationNs);
}

std::string consoleTty(const ContainerStatus& status, unsigned console) {
    return "/proc/" + std::to_string(status.initPid) + "/root/dev/pts/" + std::to_string(console);
}

std::string encodeStatus(const ContainerStatus& status) {
    std::string text = "boot_id=" + status.bootId + "\n";
    text += "init_pid=" + std::to_string(status.initPid) + "\n";
    text += "init_start_time=" + std::to_string(status.initStartTime) + "\n";
    text += "supervisor_pid=" + std::to_string(status.supervisorPid) + "\n";
    text += "started_at_ns=" + std::to_string(status.startedAtNs) + "\n";
    for (const StepRecord& step : status.steps)
        text += "step=" + step.phase + " " + step.step + " " + std::to_string(step.startNs) + " " +
                std::to_string(step.durationNs) + "\n";
    return text + "end=\n";
}

static bool readField(std::string_view key, std::string_view value, ContainerStatus& status) {
    if (key == "boot_id")
        status.bootId = value;
    else if (key == "init_pid")
        return readNumber(value, status.initPid);
    else if (key == "init_start_time")
        return readNumber(value, status.initStartTime);
    else if (key == "supervisor_pid")
        return readNumber(value, status.supervisorPid);
    else if (key == "started_at_ns")
        return readNumber(value, status.startedAtNs);
    else if (key == "step")
        return readStep(value, status.steps);
    else
        return false;
    return true;
}

Result<ContainerStatus> decodeStatus(std::string_view text) {
    ContainerStatus status;
    while (!text.empty()) {
        std::string_view line = takeUntil(text, '\n');
        const std::string_view whole = line;
        const std::string_view key = takeUntil(line, '=');
        if (whole == "end=") { // the last line: what follows or lacks it was truncated or joined
            if (!text.empty() || status.bootId.empty() || status.initPid <= 0)
                return malformed("incomplete at", whole);
            return status;
        }
        if (!readField(key, line, status))
            return malformed("wrong line", whole);
    }
    return malformed("truncated, there is no last line", "end=");
}

std::string encodeReport(const LaunchReport& report) {
    if (report.kind == LaunchReport::Kind::running)
        return "running\n" + encodeStatus(report.status);
    return "failed\n" + std::to_string(static_cast<int>(report.error.code)) + "\n" +
           std::to_string(report.error.errnum) + "\n" + report.error.message;
}

Result<LaunchReport> decodeReport(std::string_view text) {
    LaunchReport report;
    const std::string_view kind = takeUntil(text, '\n');
    if (kind == "running") {
        report.kind = LaunchReport::Kind::running;
        report.status = TRY(decodeStatus(text));
        return report;
    }
    int code = 0;
    const std::string_view codeText = takeUntil(text, '\n');
    const std::string_view errnoText = takeUntil(text, '\n');
    if (kind != "failed" || !readNumber(codeText, code) ||
        !readNumber(errnoText, report.error.errnum) || text.empty())
        return malformed("not a launch report", kind);
    report.error.code = static_cast<ErrorCode>(code);
    report.error.message = text;
    return report;
}

} // namespace twinvirt::lxc
