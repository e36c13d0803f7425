#include "shell/top_sample.h"

#include <algorithm>
#include <charconv>

namespace twinvirt {

namespace {

std::uint64_t numberOf(const std::string& text) {
    std::uint64_t number = 0;
    std::from_chars(text.data(), text.data() + text.size(), number);
    return number;
}

/// "block.0.rd.bytes" is of the group "block." and ends in ".rd.bytes".
bool isSum(const std::string& key, std::string_view group, std::string_view ending) {
    return key.starts_with(group) && key.ends_with(ending);
}

void add(const StatsEntry& entry, TopFigures& figures) {
    const auto value = numberOf(entry.value);
    if (entry.key == "cpu.time")
        figures.cpuTime = std::chrono::nanoseconds(value);
    else if (entry.key == "balloon.rss")
        figures.memoryKib = value;
    else if (entry.key == "balloon.maximum")
        figures.maximumKib = value;
    else if (isSum(entry.key, "block.", ".rd.bytes"))
        figures.readBytes += value;
    else if (isSum(entry.key, "block.", ".wr.bytes"))
        figures.writtenBytes += value;
    else if (isSum(entry.key, "net.", ".rx.bytes"))
        figures.receivedBytes += value;
    else if (isSum(entry.key, "net.", ".tx.bytes"))
        figures.sentBytes += value;
}

const TopFigures* find(const TopSample& sample, const DomainIdentity& identity) {
    for (const auto& figures : sample.domains)
        if (figures.domain.record.identity == identity)
            return &figures;
    return nullptr;
}

/// A counter that went back belongs to a domain that was started again.
double rate(std::uint64_t before, std::uint64_t now, double seconds) {
    return now < before || seconds <= 0 ? 0 : static_cast<double>(now - before) / seconds;
}

TopRow rowOf(const TopFigures& now, const TopFigures* before, double seconds) {
    TopRow row;
    row.identity = now.domain.record.identity;
    row.kind = now.domain.kind;
    row.state = now.domain.record.state;
    row.cpuTime = now.cpuTime;
    row.memoryKib = now.memoryKib;
    row.maximumKib = now.maximumKib;
    if (before == nullptr)
        return row;
    row.cpuPercent = rate(static_cast<std::uint64_t>(before->cpuTime.count()),
                          static_cast<std::uint64_t>(now.cpuTime.count()), seconds) /
                     1e9 * 100;
    row.readPerSecond = rate(before->readBytes, now.readBytes, seconds);
    row.writtenPerSecond = rate(before->writtenBytes, now.writtenBytes, seconds);
    row.receivedPerSecond = rate(before->receivedBytes, now.receivedBytes, seconds);
    row.sentPerSecond = rate(before->sentBytes, now.sentBytes, seconds);
    return row;
}

double keyOf(const TopRow& row, TopOrder order) {
    switch (order) {
    case TopOrder::cpu:
        return row.cpuPercent;
    case TopOrder::memory:
        return static_cast<double>(row.memoryKib);
    case TopOrder::io:
        return row.readPerSecond + row.writtenPerSecond;
    case TopOrder::net:
        return row.receivedPerSecond + row.sentPerSecond;
    case TopOrder::name:
        break;
    }
    return 0;
}

} // namespace

Result<TopSample> takeTopSample(Connection& connection) {
    const StatsGroups groups{.state = false,
                             .vcpu = false,
                             .perf = false,
                             .iothread = false,
                             .memory = false,
                             .dirtyrate = false,
                             .vm = false};
    TopSample sample;
    sample.when = std::chrono::steady_clock::now();
    for (auto& domain : TRY(connection.listDomains({.active = true, .inactive = false}))) {
        const auto stats = domain.driver->domainStats(domain.record.identity, groups);
        if (!stats)
            continue;
        TopFigures figures;
        figures.domain = domain;
        for (const auto& entry : *stats)
            add(entry, figures);
        sample.domains.push_back(std::move(figures));
    }
    return sample;
}

std::vector<TopRow> topRows(const TopSample& before, const TopSample& now, TopOrder order) {
    const double seconds = std::chrono::duration<double>(now.when - before.when).count();
    std::vector<TopRow> rows;
    for (const auto& figures : now.domains)
        rows.push_back(rowOf(figures, find(before, figures.domain.record.identity), seconds));
    std::stable_sort(rows.begin(), rows.end(), [order](const TopRow& a, const TopRow& b) {
        const auto left = keyOf(a, order);
        const auto right = keyOf(b, order);
        return left != right ? left > right : a.identity.name < b.identity.name;
    });
    return rows;
}

} // namespace twinvirt
