#include "benchmark/measure/host_reader.h"

#include "benchmark/measure/number_of.h"
#include "util/atomic_file.h"

#include <array>
#include <charconv>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <sstream>
#include <unistd.h>

namespace twinvirt::bench {

std::optional<double> numberOf(const std::string& text, std::string_view key) {
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) {
        if (line.compare(0, key.size(), key) != 0)
            continue;
        const auto digit = line.find_first_of("0123456789", key.size());
        if (digit != std::string::npos)
            return std::strtod(line.c_str() + digit, nullptr);
    }
    return std::nullopt;
}

Result<HostReader> HostReader::open(const std::string& procRoot, const std::string& cgroupRoot) {
    for (const char* directory : {"/cpuacct", "/cpu,cpuacct"}) {
        const std::string file = cgroupRoot + directory + "/cpuacct.usage";
        if (readFile(file))
            return HostReader(procRoot, CpuClock::cgroupV1, file);
    }
    const std::string unified = cgroupRoot + "/cpu.stat";
    if (const auto text = readFile(unified); text && numberOf(*text, "usage_usec"))
        return HostReader(procRoot, CpuClock::cgroupV2, unified);
    HostReader reader(procRoot, CpuClock::procStat, procRoot + "/stat");
    TRY_WITHIN("CPU time of the host", reader.busySeconds());
    return reader;
}

/// "cpu  user nice system idle iowait irq softirq steal …": everything but idle, iowait and steal.
static std::optional<double> busyOfProcStat(const std::string& text) {
    std::istringstream line(text);
    std::string word;
    std::array<std::uint64_t, 7> ticks{};
    line >> word;
    for (std::uint64_t& field : ticks)
        line >> field;
    if (!line || word != "cpu")
        return std::nullopt;
    const std::uint64_t busy = ticks[0] + ticks[1] + ticks[2] + ticks[5] + ticks[6];
    return static_cast<double>(busy) / static_cast<double>(::sysconf(_SC_CLK_TCK));
}

Result<double> HostReader::busySeconds() const {
    const std::string text = TRY(readFile(cpuSource_));
    std::optional<double> seconds;
    if (clock_ == CpuClock::cgroupV1)
        seconds = std::strtod(text.c_str(), nullptr) / 1e9;
    else if (clock_ == CpuClock::cgroupV2)
        seconds = numberOf(text, "usage_usec").value_or(0) / 1e6;
    else
        seconds = busyOfProcStat(text);
    if (!seconds)
        return Error{ErrorCode::internalError, "read '" + cpuSource_ + "': no line of CPU times"};
    return *seconds;
}

Result<HostReading> HostReader::read() const {
    const std::string memory = TRY(readFile(procRoot_ + "/meminfo"));
    const auto total = numberOf(memory, "MemTotal:");
    const auto available = numberOf(memory, "MemAvailable:");
    if (!total || !available)
        return Error{ErrorCode::internalError,
                     "read '" + procRoot_ + "/meminfo': no MemTotal and MemAvailable"};
    const std::string load = TRY(readFile(procRoot_ + "/loadavg"));
    return HostReading{(*total - *available) / 1024, *total / 1024,
                       std::strtod(load.c_str(), nullptr)};
}

double HostReader::pssMib(const std::vector<pid_t>& processes) const {
    double kib = 0;
    for (const pid_t process : processes)
        if (const auto text = readFile(procRoot_ + "/" + std::to_string(process) + "/smaps_rollup"))
            kib += numberOf(*text, "Pss:").value_or(0);
    return kib / 1024;
}

double cgroupMib(const std::vector<std::string>& files) {
    double bytes = 0;
    for (const std::string& file : files)
        if (const auto text = readFile(file))
            bytes += std::strtod(text->c_str(), nullptr);
    return bytes / (1024 * 1024);
}

} // namespace twinvirt::bench
