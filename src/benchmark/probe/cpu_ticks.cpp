#include "benchmark/probe/cpu_ticks.h"

#include "util/unique_fd.h"

#include <array>
#include <charconv>
#include <fcntl.h>
#include <unistd.h>

namespace twinvirt::bench::probe {

std::optional<CpuTicks> parseCpuTicks(std::string_view line) {
    constexpr std::string_view key = "cpu  ";
    constexpr int fields = 8; // user nice system idle iowait irq softirq steal; guests are in user
    if (!line.starts_with(key))
        return std::nullopt;
    CpuTicks ticks;
    const char* at = line.data() + key.size();
    const char* end = line.data() + line.size();
    for (int field = 0; field < fields; ++field) {
        const auto read = std::from_chars(at, end, ticks.steal);
        if (read.ec != std::errc())
            return std::nullopt;
        ticks.total += ticks.steal;
        at = read.ptr == end ? end : read.ptr + 1;
    }
    return ticks;
}

std::optional<CpuTicks> readCpuTicks() {
    const UniqueFd file(::open("/proc/stat", O_RDONLY | O_CLOEXEC));
    std::array<char, 256> text{};
    const ssize_t count = file ? ::read(file.get(), text.data(), text.size()) : -1;
    if (count <= 0)
        return std::nullopt;
    const std::string_view all(text.data(), static_cast<std::size_t>(count));
    return parseCpuTicks(all.substr(0, all.find('\n')));
}

} // namespace twinvirt::bench::probe
