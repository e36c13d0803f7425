#include "kvm/kvm_monitor.h"

#include "kvm/domain_events.h"
#include "kvm/flags.h"
#include "kvm/libvirt_error.h"
#include "kvm/typed_parameters.h"

#include <array>
#include <string_view>

namespace twinvirt::kvm {

namespace {

std::optional<std::chrono::nanoseconds> timeOf(std::span<const virTypedParameter> values,
                                               std::string_view name) {
    for (const auto& value : values)
        if (name == value.field && value.type == VIR_TYPED_PARAM_ULLONG)
            return std::chrono::nanoseconds(value.value.ul);
    return std::nullopt;
}

/// One call, for `cpus` CPUs from `first` on, or with first = -1 for the sum.
Result<void> readCpuStats(virDomainPtr domain, int first, unsigned cpus, CpuStatistics& into) {
    const int each = virDomainGetCPUStats(domain, nullptr, 0, first, 1, 0);
    if (each < 0)
        return lastLibvirtError();
    TypedParameters values(static_cast<std::size_t>(each) * cpus);
    const int got =
        virDomainGetCPUStats(domain, values.data(), static_cast<unsigned>(each), first, cpus, 0);
    if (got < 0)
        return lastLibvirtError();
    const auto all = values.values();
    if (first < 0) {
        into.total = timeOf(all, VIR_DOMAIN_CPU_STATS_CPUTIME).value_or(into.total);
        into.user = timeOf(all, VIR_DOMAIN_CPU_STATS_USERTIME);
        into.system = timeOf(all, VIR_DOMAIN_CPU_STATS_SYSTEMTIME);
        return {};
    }
    for (unsigned cpu = 0; cpu < cpus; ++cpu) {
        const auto own =
            all.subspan(cpu * static_cast<std::size_t>(each), static_cast<std::size_t>(got));
        if (const auto time = timeOf(own, VIR_DOMAIN_CPU_STATS_CPUTIME))
            into.byCpu.push_back({static_cast<unsigned>(first) + cpu, *time,
                                  timeOf(own, VIR_DOMAIN_CPU_STATS_VCPUTIME)});
    }
    return {};
}

/// virsh's words for virDomainMemoryStatTags, by their numbers.
constexpr std::array<const char*, 13> memoryTags{
    "swap_in",     "swap_out",        "major_fault",   "minor_fault", "unused",
    "available",   "actual",          "rss",           "usable",      "last_update",
    "disk_caches", "hugetlb_pgalloc", "hugetlb_pgfail"};

/// virsh's words for the fields of virDomainBlockStatsFlags, in its order.
constexpr std::pair<const char*, const char*> blockNames[]{
    {VIR_DOMAIN_BLOCK_STATS_READ_REQ, "rd_req"},
    {VIR_DOMAIN_BLOCK_STATS_READ_BYTES, "rd_bytes"},
    {VIR_DOMAIN_BLOCK_STATS_WRITE_REQ, "wr_req"},
    {VIR_DOMAIN_BLOCK_STATS_WRITE_BYTES, "wr_bytes"},
    {VIR_DOMAIN_BLOCK_STATS_ERRS, "errs"},
    {VIR_DOMAIN_BLOCK_STATS_FLUSH_REQ, "flush_operations"},
    {VIR_DOMAIN_BLOCK_STATS_READ_TOTAL_TIMES, "rd_total_times"},
    {VIR_DOMAIN_BLOCK_STATS_WRITE_TOTAL_TIMES, "wr_total_times"},
    {VIR_DOMAIN_BLOCK_STATS_FLUSH_TOTAL_TIMES, "flush_total_times"}};

/// The older call, which drivers without the other one have (libvirt's test driver).
Result<std::vector<Figure>> plainBlockStats(virDomainPtr domain, const std::string& device) {
    virDomainBlockStatsStruct stats{};
    if (virDomainBlockStats(domain, device.c_str(), &stats, sizeof stats) < 0)
        return lastLibvirtError();
    std::vector<Figure> figures;
    const auto add = [&figures](const char* name, long long value) {
        if (value >= 0)
            figures.push_back({name, static_cast<std::uint64_t>(value)});
    };
    add("rd_req", stats.rd_req);
    add("rd_bytes", stats.rd_bytes);
    add("wr_req", stats.wr_req);
    add("wr_bytes", stats.wr_bytes);
    add("errs", stats.errs);
    return figures;
}

} // namespace

Result<CpuStatistics> KvmMonitor::cpuStatistics(const DomainIdentity& identity) {
    const auto domain = TRY(session_.domain(identity));
    const int cpus = virDomainGetCPUStats(domain.get(), nullptr, 0, 0, 0, 0);
    if (cpus < 0)
        return lastLibvirtError();
    CpuStatistics statistics;
    constexpr int atOnce = 128; // libvirt's limit for one call
    for (int first = 0; first < cpus; first += atOnce) {
        const auto count = static_cast<unsigned>(std::min(atOnce, cpus - first));
        const auto read = readCpuStats(domain.get(), first, count, statistics);
        if (!read && read.error().code == ErrorCode::operationUnsupported)
            break; // cgroup v2 counts no time by CPU; there is the sum
        TRY(read);
    }
    TRY(readCpuStats(domain.get(), -1, 1, statistics));
    return statistics;
}

Result<std::vector<Figure>> KvmMonitor::memoryStatistics(const DomainIdentity& identity) {
    const auto domain = TRY(session_.domain(identity));
    std::array<virDomainMemoryStatStruct, VIR_DOMAIN_MEMORY_STAT_NR> stats{};
    const int count = virDomainMemoryStats(domain.get(), stats.data(), stats.size(), 0);
    if (count < 0)
        return lastLibvirtError();
    std::vector<Figure> figures;
    for (const auto& stat : std::span(stats).first(static_cast<std::size_t>(count)))
        if (stat.tag >= 0 && static_cast<std::size_t>(stat.tag) < memoryTags.size())
            figures.push_back({memoryTags[static_cast<std::size_t>(stat.tag)], stat.val});
    return figures;
}

Result<void> KvmMonitor::setMemoryPeriod(const DomainIdentity& identity, unsigned seconds,
                                         ChangeScope scope) {
    const auto domain = TRY(session_.domain(identity));
    const auto flags =
        flagIf(scope.live, VIR_DOMAIN_AFFECT_LIVE) | flagIf(scope.config, VIR_DOMAIN_AFFECT_CONFIG);
    if (virDomainSetMemoryStatsPeriod(domain.get(), static_cast<int>(seconds), flags) < 0)
        return lastLibvirtError();
    return {};
}

Result<std::vector<Figure>> KvmMonitor::blockStatistics(const DomainIdentity& identity,
                                                        const std::string& device) {
    const auto domain = TRY(session_.domain(identity));
    int count = 0;
    if (virDomainBlockStatsFlags(domain.get(), device.c_str(), nullptr, &count, 0) < 0) {
        auto error = lastLibvirtError();
        if (error.code == ErrorCode::noSupport)
            return plainBlockStats(domain.get(), device);
        return error;
    }
    TypedParameters values(static_cast<std::size_t>(count));
    if (virDomainBlockStatsFlags(domain.get(), device.c_str(), values.data(), &count, 0) < 0)
        return lastLibvirtError();
    values.shrink(count);
    std::vector<Figure> figures;
    for (const auto& [field, name] : blockNames)
        for (const auto& value : values.values())
            if (std::string_view(field) == value.field && value.type == VIR_TYPED_PARAM_LLONG)
                figures.push_back({name, static_cast<std::uint64_t>(value.value.l)});
    return figures;
}

Result<std::unique_ptr<EventStream>> KvmMonitor::watchEvents() {
    auto* connection = TRY(session_.connection());
    return watchMachines(connection);
}

} // namespace twinvirt::kvm
