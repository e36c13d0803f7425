#include "benchmark/measure/noise_reader.h"

#include "util/atomic_file.h"

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <sstream>
#include <string_view>
#include <vector>

namespace twinvirt::bench {

template <typename Number>
static std::optional<Number> parse(std::string_view text) {
    const auto begin = text.find_first_not_of(" \t");
    if (begin == std::string_view::npos)
        return std::nullopt;
    Number number{};
    const auto [end, error] =
        std::from_chars(text.data() + begin, text.data() + text.size(), number);
    return error == std::errc() ? std::optional(number) : std::nullopt;
}

/// The lines that begin with `key`, without it.
static std::vector<std::string> linesOf(const std::string& text, std::string_view key) {
    std::vector<std::string> found;
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);)
        if (line.starts_with(key))
            found.push_back(line.substr(key.size()));
    return found;
}

/// "cpu  user nice system idle iowait irq softirq steal guest guest_nice" (man 5 proc): the time of
/// guests is part of user and nice, so that only the first eight make up the whole. Kernels
/// before 2.6.11 have no steal.
static void readTicks(const std::string& text, NoiseReading& reading) {
    constexpr int stealField = 7;
    const auto lines = linesOf(text, "cpu ");
    if (lines.empty())
        return;
    std::istringstream fields(lines.front());
    std::uint64_t total = 0;
    std::uint64_t ticks = 0;
    int field = 0;
    for (; field <= stealField && fields >> ticks; ++field)
        total += ticks;
    if (field <= stealField)
        return;
    reading.stealTicks = ticks;
    reading.totalTicks = total;
}

static std::optional<unsigned> countCpus(const std::string& procStat) {
    unsigned cpus = 0;
    for (const std::string& line : linesOf(procStat, "cpu"))
        cpus += !line.empty() && line.front() >= '0' && line.front() <= '9' ? 1 : 0;
    return cpus == 0 ? std::nullopt : std::optional(cpus);
}

/// "some avg10=1.53 avg60=0.87 avg300=0.31 total=5678"; the file exists but cannot be read where
/// the kernel was booted with psi=0.
static std::optional<double> pressureOf(const std::string& file) {
    const auto lines = linesOf(readFile(file).value_or(std::string()), "some avg10=");
    return lines.empty() ? std::nullopt : parse<double>(lines.front());
}

/// The highest "cpu MHz : 2596.134" of x86, or else of cpufreq's scaling_cur_freq, in kHz.
static std::optional<double> megahertzOf(const std::string& procRoot, const std::string& sysRoot) {
    std::optional<double> highest;
    const auto take = [&highest](std::optional<double> found) {
        if (found && *found > 0)
            highest = std::max(highest.value_or(0), *found);
    };
    const std::string cpus = readFile(procRoot + "/cpuinfo").value_or(std::string());
    for (const std::string& line : linesOf(cpus, "cpu MHz"))
        take(parse<double>(std::string_view(line).substr(line.find(':') + 1)));
    if (highest)
        return highest;
    constexpr double khzOfMhz = 1000;
    std::error_code error;
    for (const auto& policy :
         std::filesystem::directory_iterator(sysRoot + "/devices/system/cpu/cpufreq", error))
        if (const auto text = readFile(policy.path().string() + "/scaling_cur_freq"))
            take(parse<double>(*text).value_or(0) / khzOfMhz);
    return highest;
}

static std::optional<std::string> firstWordOf(const std::string& file) {
    std::istringstream text(readFile(file).value_or(std::string()));
    std::string word;
    return text >> word ? std::optional(word) : std::nullopt;
}

std::optional<double> NoiseReading::loadPerCpu() const {
    if (!load1 || !cpus || *cpus == 0)
        return std::nullopt;
    return *load1 / *cpus;
}

NoiseReading readNoise(const std::string& procRoot, const std::string& sysRoot) {
    NoiseReading reading;
    const std::string stat = readFile(procRoot + "/stat").value_or(std::string());
    readTicks(stat, reading);
    reading.cpus = countCpus(stat);
    reading.cpuPressure = pressureOf(procRoot + "/pressure/cpu");
    reading.memoryPressure = pressureOf(procRoot + "/pressure/memory");
    reading.ioPressure = pressureOf(procRoot + "/pressure/io");
    const auto swapped = linesOf(readFile(procRoot + "/vmstat").value_or(std::string()), "pswpin ");
    if (!swapped.empty())
        reading.pagesSwappedIn = parse<std::uint64_t>(swapped.front());
    reading.load1 = parse<double>(readFile(procRoot + "/loadavg").value_or(std::string()));
    reading.clockSource =
        firstWordOf(sysRoot + "/devices/system/clocksource/clocksource0/current_clocksource");
    reading.megahertz = megahertzOf(procRoot, sysRoot);
    return reading;
}

static std::optional<std::uint64_t> increase(const std::optional<std::uint64_t>& before,
                                             const std::optional<std::uint64_t>& after) {
    if (!before || !after || *after < *before)
        return std::nullopt;
    return *after - *before;
}

NoiseWindow differenceOf(const NoiseReading& before, const NoiseReading& after) {
    NoiseWindow window;
    const auto steal = increase(before.stealTicks, after.stealTicks);
    const auto total = increase(before.totalTicks, after.totalTicks);
    if (steal && total && *total > 0)
        window.stealFraction =
            std::min(1.0, static_cast<double>(*steal) / static_cast<double>(*total));
    window.totalTicks = total;
    window.pagesSwappedIn = increase(before.pagesSwappedIn, after.pagesSwappedIn);
    if (before.clockSource && after.clockSource)
        window.clockSourceChanged = *before.clockSource != *after.clockSource;
    if (before.megahertz && after.megahertz)
        window.megahertzRatio = *after.megahertz / *before.megahertz;
    window.megahertz = after.megahertz;
    return window;
}

NoiseWindow joined(const std::vector<NoiseWindow>& windows) {
    NoiseWindow all;
    double stolen = 0;
    for (const NoiseWindow& window : windows) {
        if (window.stealFraction && window.totalTicks) {
            const auto ticks = static_cast<double>(*window.totalTicks);
            stolen += *window.stealFraction * ticks;
            all.totalTicks = all.totalTicks.value_or(0) + *window.totalTicks;
            all.stealFraction = stolen / static_cast<double>(*all.totalTicks);
        }
        if (window.pagesSwappedIn)
            all.pagesSwappedIn = all.pagesSwappedIn.value_or(0) + *window.pagesSwappedIn;
        if (window.clockSourceChanged)
            all.clockSourceChanged =
                all.clockSourceChanged.value_or(false) || *window.clockSourceChanged;
        if (window.megahertzRatio)
            all.megahertzRatio = all.megahertzRatio.value_or(1) * *window.megahertzRatio;
        if (window.megahertz)
            all.megahertz = window.megahertz;
    }
    return all;
}

} // namespace twinvirt::bench
